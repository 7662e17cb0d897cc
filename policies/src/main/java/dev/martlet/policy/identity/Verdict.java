// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.identity;

import dev.martlet.core.Principal;
import dev.martlet.core.Reply;
import dev.martlet.policy.tenant.Caller;
import org.jspecify.annotations.Nullable;

/** What an authenticator found in a request; a credential that is its business and wrong throws. */
sealed interface Verdict {
    /** There is no credential that is its business. */
    Unknown NOTHING = new Unknown(null);

    /**
     * None that is its business.
     *
     * @param hint what the caller may be told if nobody else recognises anything, or null
     */
    record Unknown(@Nullable String hint) implements Verdict {}

    /**
     * The caller is known.
     *
     * @param principal who it is
     * @param caller whose limits hold, or null if nobody's
     */
    record Identified(Principal principal, @Nullable Caller caller) implements Verdict {}

    /**
     * Somebody else has refused, in their own words.
     *
     * @param reply what the caller gets
     */
    record Answered(Reply reply) implements Verdict {}
}
