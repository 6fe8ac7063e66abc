<?php
/* Plugin Name: Closed REST. As security plugins do it, for whoever is not logged in. */

add_filter( 'rest_authentication_errors', function ( $result ) {
	if ( get_option( 'khabar_rest_closed' ) && ! is_user_logged_in() ) {
		return new WP_Error( 'rest_not_logged_in', 'REST is closed.', array( 'status' => 401 ) );
	}
	return $result;
} );
