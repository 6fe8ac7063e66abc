<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
<meta charset="<?php bloginfo( 'charset' ); ?>">
<title><?php echo is_singular() ? single_post_title( '', false ) . ' | ' : ''; ?><?php bloginfo( 'name' ); ?></title>
<?php wp_head(); ?>
</head>
<body <?php body_class(); ?>>
<div id="top"><h1 class="logo"><a href="<?php echo home_url( '/' ); ?>"><?php bloginfo( 'name' ); ?></a></h1>
<ul class="menu"><li><a href="/about/">من نحن</a></li><li><a href="/contact/">اتصل بنا</a></li></ul></div>
<div class="columns has-sidebar">
<div class="main-column">
<?php while ( have_posts() ) : the_post(); ?>
	<div <?php post_class( 'story' ); ?> id="post-<?php the_ID(); ?>">
	<h1 class="story-title"><?php if ( is_singular() ) : the_title(); else : ?><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a><?php endif; ?></h1>
	<div class="story-meta"><span><?php the_time( 'j F Y' ); ?></span> <?php the_category( ' ، ' ); ?></div>
	<?php the_post_thumbnail( 'large' ); ?>
	<div class="story-text"><?php is_singular() ? the_content() : the_excerpt(); ?></div>
	<div class="share"><a href="#">شارك الخبر</a> <a href="#">اطبع الخبر</a></div>
	<div class="story-tags"><?php the_tags( '', ' ' ); ?></div>
	</div>
	<?php if ( is_single() ) { comments_template(); } ?>
<?php endwhile; ?>
</div>
<div class="sidebar"><h3>الأكثر قراءة</h3><ul>
<?php foreach ( get_posts( array( 'numberposts' => 5 ) ) as $other ) : ?>
<li><a href="<?php echo get_permalink( $other ); ?>"><?php echo get_the_title( $other ); ?></a></li>
<?php endforeach; ?>
</ul></div>
</div>
<div id="bottom"><p>جميع الحقوق محفوظة <?php bloginfo( 'name' ); ?></p></div>
<?php wp_footer(); ?>
</body>
</html>
