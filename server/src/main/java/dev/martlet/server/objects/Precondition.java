// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.server.objects.Refusal.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller takes for granted about an object (RFC 9110, section 13.1).
 *
 * @param versions it has one of these; empty for any version; null if nothing is said
 * @param absent there is none
 */
public record Precondition(@Nullable Set<Long> versions, boolean absent) {
    /** Nothing. */
    public static final Precondition NONE = new Precondition(null, false);

    void check(String what, @Nullable StoredObject object) {
        if (absent && object != null) {
            throw new Refusal(
                    Reason.PRECONDITION_FAILED,
                    what + " exists, at version " + object.version() + ".");
        }
        Set<Long> wanted = versions;
        if (wanted == null) {
            return;
        }
        if (object == null) {
            throw new Refusal(Reason.PRECONDITION_FAILED, what + " does not exist.");
        }
        if (!wanted.isEmpty() && !wanted.contains(object.version())) {
            throw new Refusal(
                    Reason.PRECONDITION_FAILED,
                    what
                            + " has been changed: it is at version "
                            + object.version()
                            + ". Read it again, and repeat the change.");
        }
    }

    /** Nothing is overwritten by someone who has not seen it. */
    void checkReplace(String what, @Nullable StoredObject object) {
        if (object != null && versions == null && !absent) {
            throw new Refusal(
                    Reason.PRECONDITION_REQUIRED,
                    what
                            + " exists: say what is replaced, by If-Match: \""
                            + object.version()
                            + "\", or If-Match: * for whatever is there.");
        }
        check(what, object);
    }
}
