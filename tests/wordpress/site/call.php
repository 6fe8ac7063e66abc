<?php
/* Calls WordPress's functions by name: [[name, argument, …], …] on standard input, results as JSON. */

$_SERVER['HTTP_HOST']      = getenv( 'KHABAR_HOST' );
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI']    = getenv( 'KHABAR_DIRECTORY' ) . '/';
if ( getenv( 'KHABAR_INSTALL' ) ) {
	define( 'WP_INSTALLING', true );
}
require getenv( 'KHABAR_ROOT' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if ( ! getenv( 'KHABAR_INSTALL' ) ) {
	wp_set_current_user( 1 );
}

function khabar_permalinks( $structure ) {
	global $wp_rewrite;
	$wp_rewrite->set_permalink_structure( $structure );
	$wp_rewrite->flush_rules( false );
}

function khabar_photo( $path, $caption ) {
	$copied = wp_upload_bits( basename( $path ), null, file_get_contents( $path ) );
	$id     = wp_insert_attachment(
		array( 'post_mime_type' => 'image/jpeg', 'post_title' => basename( $path ), 'post_excerpt' => $caption, 'post_status' => 'inherit' ),
		$copied['file']
	);
	wp_update_attachment_metadata( $id, wp_generate_attachment_metadata( $id, $copied['file'] ) );
	return array( $id, wp_get_attachment_url( $id ) );
}

function khabar_post( $post, $photo ) {
	// As the editor does it: a draft first, so that the guid is ?p=ID, then photo and terms, then out.
	$status = isset( $post['post_status'] ) ? $post['post_status'] : 'publish';
	$id     = wp_insert_post( wp_slash( array( 'post_status' => 'auto-draft' ) + $post ), true );
	if ( is_wp_error( $id ) ) {
		return $id->get_error_message();
	}
	if ( $photo ) {
		set_post_thumbnail( $id, $photo );
	}
	wp_update_post( wp_slash( array( 'ID' => $id, 'post_status' => $status, 'edit_date' => true ) + $post ) );
	return array( 'id' => $id, 'link' => get_permalink( $id ), 'guid' => get_the_guid( $id ) );
}

function khabar_due( $id ) {
	// The time has come for a planned post: its row is dated back, and WordPress's clock rings.
	global $wpdb;
	$wpdb->update( $wpdb->posts, array( 'post_date' => current_time( 'mysql' ), 'post_date_gmt' => current_time( 'mysql', true ) ), array( 'ID' => $id ) );
	clean_post_cache( $id );
	do_action( 'publish_future_post', $id );
	return get_post_status( $id );
}

function khabar_dated( $id, $seconds_ago ) {
	// As if it had been published then, and not touched since; the moment, for another of the same second.
	global $wpdb;
	$at    = is_string( $seconds_ago ) ? $seconds_ago : gmdate( 'Y-m-d H:i:s', time() - $seconds_ago );
	$local = get_date_from_gmt( $at );
	$wpdb->update( $wpdb->posts, array( 'post_date' => $local, 'post_modified' => $local, 'post_date_gmt' => $at, 'post_modified_gmt' => $at ), array( 'ID' => $id ) );
	clean_post_cache( $id );
	return $at;
}

function khabar_keep_only( $ids ) {
	$others = get_posts( array( 'numberposts' => -1, 'post_type' => 'post', 'post_status' => array_values( get_post_stati() ), 'exclude' => $ids, 'fields' => 'ids' ) );
	foreach ( $others as $id ) {
		wp_delete_post( $id, true );
	}
	return count( $others );
}

$results = array();
foreach ( json_decode( stream_get_contents( STDIN ), true ) as $call ) {
	$result    = call_user_func_array( array_shift( $call ), $call );
	$results[] = is_wp_error( $result ) ? array( 'error' => $result->get_error_message() ) : $result;
}
echo "\n" . json_encode( $results );
