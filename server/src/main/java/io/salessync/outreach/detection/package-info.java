/** What comes back: news, scans of relations and invitations, who accepted, with evidence. */
@NullMarked
package io.salessync.outreach.detection;

import org.jspecify.annotations.NullMarked;
