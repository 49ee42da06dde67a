package io.salessync.outreach.sending;

/** Keys of the rules that ship with sending. */
final class SenderAlerts {
    static final String SIGN_IN = "outreach-account-needs-sign-in";
    static final String THROTTLED = "outreach-account-throttled";
    static final String UNHEARD_OF = "outreach-unknown-error";
    static final String PENDING = "outreach-pending-near-cap";
    static final String VERIFY = "outreach-leads-unverified";

    private SenderAlerts() {}
}
