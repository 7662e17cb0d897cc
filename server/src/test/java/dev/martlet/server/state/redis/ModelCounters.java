// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters.Ask;
import dev.martlet.core.state.Counters.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the counters mean, in as few words as possible: no leases, no epochs, no clock but the one
 * that it is told.
 */
final class ModelCounters {
    private final Map<String, Long> taken = new HashMap<>();
    private final Map<String, Map<String, Long>> held = new HashMap<>();

    List<Long> draw(String node, List<Ask> asks) {
        boolean refused =
                asks.stream().anyMatch(ask -> ask.need() > 0 && ask.need() > left(ask.account()));
        List<Long> granted = new ArrayList<>();
        for (Ask ask : asks) {
            long grant = refused ? 0 : Math.clamp(left(ask.account()), 0, ask.want());
            granted.add(grant);
            if (ask.account() instanceof Account.Bucket) {
                taken.merge(ask.account().id(), grant, Long::sum);
            }
            slices(ask.account()).merge(node, grant, Long::sum);
        }
        return granted;
    }

    void report(String node, Report report) {
        Account account = report.account();
        long was = slices(account).getOrDefault(node, 0L);
        if (account instanceof Account.Bucket) {
            taken.merge(account.id(), report.spent() + report.held() - was, Long::sum);
            taken.merge(account.id(), 0L, Math::max);
        } else if (account instanceof Account.Window) {
            taken.merge(account.id(), report.spent(), Long::sum);
        }
        slices(account).put(node, report.held());
    }

    long left(Account account) {
        long slices =
                account instanceof Account.Bucket
                        ? 0
                        : slices(account).values().stream().mapToLong(Long::longValue).sum();
        return account.capacity() - taken.getOrDefault(account.id(), 0L) - slices;
    }

    long holds(String node, Account account) {
        return slices(account).getOrDefault(node, 0L);
    }

    /** Time passes: a bucket gets units back. */
    void refill(Account account, long units) {
        taken.computeIfPresent(account.id(), (id, old) -> Math.max(0, old - units));
    }

    /** Nobody has been heard of for long: a bucket keeps its slices as spent. */
    void lapse(List<Account> accounts) {
        for (Account account : accounts) {
            if (!(account instanceof Account.Bucket)) {
                slices(account).clear();
            }
        }
    }

    private Map<String, Long> slices(Account account) {
        return held.computeIfAbsent(account.id(), id -> new HashMap<>());
    }
}
