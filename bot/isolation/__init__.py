"""Runs functions on untrusted input in a worker process that can be killed.

    caller ── call(function, arguments) ──> WorkerProcess ── frame of JSON ──> child
           <── result, or IsolationError ──                <── frame of JSON ──

The package knows no parser: the functions that may be called are named when the worker is made,
and everything that crosses the pipe is JSON, validated by their annotations on either side.
"""
