// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters;
import dev.martlet.core.state.StateException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counters in Redis, by scripts. A draw is one round trip; in a Cluster, one for each slot that its
 * accounts are in, and what was drawn is released if a later one refuses.
 */
final class RedisCounters implements Counters {
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** Accounts in one run of a script: Redis does nothing else meanwhile. */
    private static final int CHUNK = 50;

    /** Runs on their way at a time while a long report is handed in. */
    private static final int WINDOW = 8;

    private final Script draw = Script.of("accounts", "draw");
    private final Script report = Script.of("accounts", "report");
    private final Script release = Script.of("accounts", "release");
    private final Redis redis;
    private final LongSupplier skew;
    private final String node;
    private final AtomicLong epoch = new AtomicLong(1);
    private final Holdings holdings = new Holdings();
    private final ReentrantLock reporting = new ReentrantLock();
    private @Nullable Sent sent;

    /**
     * Counts from now on under a new name.
     *
     * @param redis the way there
     * @param skew milliseconds that are added to Redis' clock: 0 but in tests of clocks that jump
     */
    RedisCounters(Redis redis, LongSupplier skew) {
        this.redis = redis;
        this.skew = skew;
        byte[] name = new byte[8];
        new SecureRandom().nextBytes(name);
        this.node = HexFormat.of().formatHex(name);
    }

    @Override
    public List<Grant> draw(List<Ask> asks) {
        if (asks.isEmpty()) {
            return List.of();
        }
        List<String> keys = asks.stream().map(ask -> key(ask.account())).toList();
        List<List<Integer>> slots = redis.keys().together(keys);
        long deadline = redis.deadline();
        long now = epoch.get();
        Grant[] grants = new Grant[asks.size()];
        for (int i = 0; i < slots.size(); i++) {
            try {
                if (!drawn(asks, keys, slots.get(i), now, deadline, grants)) {
                    release(asks, keys, slots.subList(0, i), now, deadline, grants);
                    return refused(asks, grants);
                }
            } catch (StateException e) {
                // It may have been drawn: nobody shall renew it.
                epoch.compareAndSet(now, now + 1);
                throw e;
            }
        }
        for (int i = 0; i < grants.length; i++) {
            if (grants[i].granted() > 0) {
                holdings.drew(asks.get(i).account().id(), now, grants[i].granted());
            }
        }
        return Arrays.asList(grants);
    }

    /** Draws within one slot; false if it was refused. */
    private boolean drawn(
            List<Ask> asks,
            List<String> keys,
            List<Integer> slot,
            long now,
            long deadline,
            Grant[] grants) {
        List<String> arguments = arguments(now);
        for (int i : slot) {
            Ask ask = asks.get(i);
            account(arguments, ask.account());
            arguments.add(Long.toString(ask.need()));
            arguments.add(Long.toString(ask.want()));
        }
        List<Object> answer = run(draw, pick(keys, slot), arguments, deadline);
        boolean all = true;
        for (int i = 0; i < slot.size(); i++) {
            long wait = (Long) answer.get(3 * i + 2);
            all &= wait < 0;
            grants[slot.get(i)] =
                    new Grant(
                            (Long) answer.get(3 * i),
                            (Long) answer.get(3 * i + 1),
                            wait < 0 ? null : Duration.ofMillis(wait));
        }
        return all;
    }

    private void release(
            List<Ask> asks,
            List<String> keys,
            List<List<Integer>> slots,
            long now,
            long deadline,
            Grant[] grants) {
        for (List<Integer> slot : slots) {
            List<String> arguments = arguments(now);
            for (int i : slot) {
                account(arguments, asks.get(i).account());
                arguments.add(Long.toString(grants[i].granted()));
                grants[i] =
                        new Grant(
                                0, grants[i].left() + grants[i].granted(), grants[i].retryAfter());
            }
            run(release, pick(keys, slot), arguments, deadline);
        }
    }

    /** All get nothing; those that were not looked at any more say so by what they could hold. */
    private static List<Grant> refused(List<Ask> asks, @Nullable Grant[] grants) {
        List<Grant> all = new ArrayList<>();
        for (int i = 0; i < grants.length; i++) {
            Grant grant = grants[i];
            all.add(grant == null ? new Grant(0, asks.get(i).account().capacity(), null) : grant);
        }
        return all;
    }

    @Override
    public List<Long> report(Batch batch) {
        reporting.lock();
        try {
            if (batch.reports().isEmpty()) {
                redis.ask("probe", commands -> commands.get(redis.keys().of("probe", "probe")));
                return List.of();
            }
            Sent now = sent;
            if (now == null || now.number != batch.number()) {
                // Handed in again, it has to say the same as before.
                now = sending(batch);
                sent = now;
            }
            List<Long> left = reported(batch, now);
            for (Report one : batch.reports()) {
                String id = one.account().id();
                Holdings.Known known = now.known.getOrDefault(id, NOTHING);
                holdings.reported(id, now.epoch, known, one.held());
            }
            sent = null;
            return left;
        } finally {
            reporting.unlock();
        }
    }

    private static final Holdings.Known NOTHING = new Holdings.Known(0, List.of());

    /** What was known when a batch was first handed in. */
    private record Sent(long number, long epoch, Map<String, Holdings.Known> known) {}

    private Sent sending(Batch batch) {
        long now = epoch.get();
        Map<String, Holdings.Known> known = new HashMap<>();
        for (Report one : batch.reports()) {
            String id = one.account().id();
            known.put(id, holdings.known(id, now));
        }
        return new Sent(batch.number(), now, known);
    }

    private List<Long> reported(Batch batch, Sent now) {
        List<String> keys = batch.reports().stream().map(one -> key(one.account())).toList();
        List<List<Integer>> chunks = new ArrayList<>();
        for (List<Integer> slot : redis.keys().together(keys)) {
            for (int from = 0; from < slot.size(); from += CHUNK) {
                chunks.add(slot.subList(from, Math.min(slot.size(), from + CHUNK)));
            }
        }
        Long[] left = new Long[batch.reports().size()];
        for (int from = 0; from < chunks.size(); from += WINDOW) {
            window(
                    batch,
                    now,
                    keys,
                    chunks.subList(from, Math.min(chunks.size(), from + WINDOW)),
                    left);
        }
        return Arrays.asList(left);
    }

    private void window(
            Batch batch, Sent now, List<String> keys, List<List<Integer>> chunks, Long[] left) {
        long deadline = redis.deadline();
        List<CompletableFuture<List<Object>>> answers = new ArrayList<>();
        for (List<Integer> chunk : chunks) {
            List<String> names = pick(keys, chunk);
            List<String> arguments = arguments(batch, now, chunk);
            answers.add(redis.send(commands -> report.run(commands, names, arguments)));
        }
        for (int i = 0; i < chunks.size(); i++) {
            List<Integer> chunk = chunks.get(i);
            List<Object> answer =
                    redis.await(answers.get(i), deadline, tag(keys.get(chunk.getFirst())));
            for (int j = 0; j < chunk.size(); j++) {
                left[chunk.get(j)] = (Long) answer.get(j);
            }
        }
    }

    private List<String> arguments(Batch batch, Sent now, List<Integer> chunk) {
        List<String> arguments = arguments(now.epoch);
        arguments.add(Long.toString(batch.number()));
        for (int i : chunk) {
            Report one = batch.reports().get(i);
            Holdings.Known known = now.known.getOrDefault(one.account().id(), NOTHING);
            account(arguments, one.account());
            arguments.add(Long.toString(one.spent()));
            arguments.add(Long.toString(one.held()));
            arguments.add(Long.toString(known.amount()));
            arguments.add(Integer.toString(known.older().size()));
            known.older().forEach(older -> arguments.add(Long.toString(older)));
        }
        return arguments;
    }

    private List<Object> run(
            Script script, List<String> keys, List<String> arguments, long deadline) {
        return redis.await(
                redis.send(commands -> script.run(commands, keys, arguments)),
                deadline,
                tag(keys.getFirst()));
    }

    private List<String> arguments(long now) {
        List<String> arguments = new ArrayList<>();
        arguments.add(node);
        arguments.add(Long.toString(now));
        arguments.add(Long.toString(LEASE.toMillis()));
        arguments.add(Long.toString(skew.getAsLong()));
        return arguments;
    }

    private static void account(List<String> arguments, Account account) {
        String capacity = Long.toString(account.capacity());
        switch (account) {
            case Account.Bucket bucket ->
                    arguments.addAll(
                            List.of(
                                    "b",
                                    capacity,
                                    Long.toString(bucket.refill()),
                                    Long.toString(bucket.period().toNanos() / 1000)));
            case Account.Window window ->
                    arguments.addAll(List.of("w", capacity, Long.toString(end(window)), "0"));
            case Account.Permits permits -> arguments.addAll(List.of("p", capacity, "0", "0"));
        }
    }

    private static long end(Account.Window window) {
        return window.end().equals(Instant.MAX) ? -1 : window.end().toEpochMilli();
    }

    private String key(Account account) {
        return redis.keys().account(account.id());
    }

    private static String tag(String key) {
        return key.substring(key.indexOf('{') + 1, key.indexOf('}'));
    }

    private static List<String> pick(List<String> all, List<Integer> positions) {
        return positions.stream().map(all::get).toList();
    }

    @Override
    public Duration leaseTime() {
        return LEASE;
    }

    @Override
    public boolean shared() {
        return true;
    }
}
