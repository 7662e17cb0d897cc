// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rule with the purse that it takes from at the moment. There is one for each rule of a
 * configuration; purses outlive it. Thread-safe.
 */
final class Meter {
    private final Rule rule;
    private volatile @Nullable Current current;

    /** A purse, and in which milliseconds since 1970 it is the one. */
    private record Current(Admission admission, Purse purse, long from, long until) {}

    Meter(Rule rule) {
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }

    /** The account at a moment. */
    Account account(Instant now) {
        return Windows.account(rule, now);
    }

    /** The purse that is the one now; a clock that is set back finds the earlier one again. */
    Purse purse(Admission admission, long millis) {
        Current seen = current;
        if (seen != null
                && seen.admission == admission
                && seen.from <= millis
                && millis < seen.until
                && !seen.purse.isRetired()) {
            return seen.purse;
        }
        Account account = account(Instant.ofEpochMilli(millis));
        Purse purse = admission.purse(account, rule);
        current =
                switch (account) {
                    case Account.Window window when !window.end().equals(Instant.MAX) ->
                            new Current(
                                    admission,
                                    purse,
                                    window.start().toEpochMilli(),
                                    window.end().toEpochMilli());
                    default -> new Current(admission, purse, Long.MIN_VALUE, Long.MAX_VALUE);
                };
        return purse;
    }
}
