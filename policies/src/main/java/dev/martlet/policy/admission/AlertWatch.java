// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.StateException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks whether shares of budgets have been used. Each share of each window has an account of one
 * in the store: whichever node draws it first tells, and no other, not even after a restart.
 */
final class AlertWatch {
    private final Admission admission;
    private final Consumer<Alert> alerts;

    AlertWatch(Admission admission, Consumer<Alert> alerts) {
        this.admission = admission;
        this.alerts = alerts;
    }

    void look() {
        long now = admission.now();
        for (Purse purse : admission.purses()) {
            Rule rule = purse.rule();
            if (!rule.alerts().isEmpty()
                    && purse.account() instanceof Account.Window window
                    && purse.exchange.tryLock()) {
                try {
                    look(purse, rule, window, window.capacity() - purse.unused(now));
                } finally {
                    purse.exchange.unlock();
                }
            }
        }
    }

    private void look(Purse purse, Rule rule, Account.Window window, long used) {
        for (double share : rule.alerts()) {
            if (used < share * window.capacity() || !purse.isUntold(share)) {
                continue;
            }
            try {
                if (isFirst(rule, window, share)) {
                    admission.tally().alerted(rule);
                    alerts.accept(
                            new Alert(
                                    rule,
                                    share,
                                    used,
                                    window.capacity(),
                                    window.start(),
                                    admission.clock().instant()));
                }
                purse.told(share);
            } catch (StateException e) {
                // Asked again in the next round.
                admission.reporter().away(e);
                return;
            }
        }
    }

    private boolean isFirst(Rule rule, Account.Window window, double share) {
        String id = window.id() + "/at/" + Math.round(share * 1000);
        var once = new Account.Window(id, 1, window.start(), window.end());
        Counters.Grant grant =
                admission.counters().draw(List.of(new Counters.Ask(once, 1, 1))).getFirst();
        if (grant.granted() == 0) {
            return false;
        }
        var purse = new Purse(once, rule, admission.now());
        purse.granted(1, 1, grant.left(), admission.now());
        purse.settle(1, 1);
        admission.reporter().claim(purse);
        return true;
    }
}
