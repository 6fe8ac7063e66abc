"""Tells which settings count for nothing, since another one that they need is not set."""

from bot.config.settings import Settings

_NEEDS = {
    "metrics_token": "WEB_LISTEN",
    "trusted_proxies": "WEB_LISTEN",
    "summary_api_key": "SUMMARY_API_URL",
    "summary_model": "SUMMARY_API_URL",
    "summary_timeout": "SUMMARY_API_URL",
    "summary_daily_calls": "SUMMARY_API_URL",
}


def unused_settings(settings: Settings) -> list[tuple[str, str]]:
    """Return each setting that is set and counts for nothing, and the one that it needs."""
    missing = set()
    if settings.web_address is None:
        missing.add("WEB_LISTEN")
    if not settings.summary_api_url:
        missing.add("SUMMARY_API_URL")
    return [
        (name.upper(), needed)
        for name, needed in _NEEDS.items()
        if needed in missing and name in settings.model_fields_set
    ]
