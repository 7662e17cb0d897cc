// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.provider.catalogue.ModelInfo;
import dev.martlet.provider.catalogue.Prices;
import dev.martlet.provider.config.FailoverConfig;
import dev.martlet.provider.config.ModelBalance;
import dev.martlet.provider.config.Unsupported;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What can answer for an alias, and what is tried in which order. Thread-safe. */
public final class ModelPool {
    private final String alias;
    private final List<Candidate> candidates;
    private final Settings settings;
    private final Ranking ranking;
    private final Sessions sessions = new Sessions();

    /**
     * How the targets of an alias are used.
     *
     * @param balance how one is chosen among those of a priority
     * @param affinity whether a conversation stays where it is
     * @param sessionHeader a header that names the conversation, or null
     * @param failover what is tried when a target fails
     * @param unsupported what happens to what a dialect cannot say
     * @param keepAlive when a silent stream shows that it lives; null for never
     */
    public record Settings(
            ModelBalance balance,
            boolean affinity,
            @Nullable String sessionHeader,
            FailoverConfig failover,
            Unsupported unsupported,
            @Nullable Duration keepAlive) {}

    /**
     * A pool.
     *
     * @param alias its name in the configuration
     * @param candidates what can answer; those of weight 0 never do
     * @param settings how they are used
     * @param random draws by weight
     * @param prices for the balance by cost
     */
    public ModelPool(
            String alias,
            List<Candidate> candidates,
            Settings settings,
            RandomGenerator random,
            Prices prices) {
        this.alias = alias;
        this.candidates = candidates.stream().filter(candidate -> candidate.weight() > 0).toList();
        this.settings = settings;
        this.ranking = new Ranking(settings.balance(), random, prices);
    }

    /**
     * Its name.
     *
     * @return as configured, maybe with a {@code *}
     */
    public String alias() {
        return alias;
    }

    /**
     * What can answer.
     *
     * @return in the order of the configuration
     */
    public List<Candidate> candidates() {
        return candidates;
    }

    /**
     * How the candidates are used.
     *
     * @return the settings
     */
    public Settings settings() {
        return settings;
    }

    /**
     * Chooses who is asked, and in which order.
     *
     * @param needs what the request asks of a target
     * @param now on the clock of {@link System#nanoTime}
     * @return the plan for this request
     */
    public Plan plan(Needs needs, long now) {
        return plan(needs, provider -> true, null, now);
    }

    /**
     * Chooses who is asked, and in which order.
     *
     * @param needs what the request asks of a target
     * @param provider whose targets may be asked at all
     * @param seat where something is kept that the request refers to, or null; means nothing if
     *     none of the targets is there
     * @param now on the clock of {@link System#nanoTime}
     * @return the plan for this request
     */
    public Plan plan(Needs needs, Predicate<Provider> provider, @Nullable Seat seat, long now) {
        if (seat != null) {
            List<Candidate> there =
                    candidates.stream()
                            .filter(one -> one.provider().name().equals(seat.provider()))
                            .filter(one -> provider.test(one.provider()))
                            .toList();
            if (!there.isEmpty()) {
                return new Plan(this, needs, there, seat.key());
            }
        }
        List<Candidate> able = new ArrayList<>(candidates.size());
        List<Candidate> fitting = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            ModelInfo info = candidate.info(needs.model());
            if (provider.test(candidate.provider()) && needs.missing(info).isEmpty()) {
                able.add(candidate);
                if (needs.fits(info)) {
                    fitting.add(candidate);
                }
            }
        }
        // The size is an estimate: where it leaves nobody, the providers shall decide.
        return new Plan(this, needs, order(fitting.isEmpty() ? able : fitting, needs, now), null);
    }

    private List<Candidate> order(List<Candidate> able, Needs needs, long now) {
        if (able.size() < 2) {
            return able;
        }
        var groups = new TreeMap<Integer, List<Candidate>>();
        able.forEach(candidate ->
                groups.computeIfAbsent(candidate.priority(), priority -> new ArrayList<>())
                        .add(candidate));
        List<Candidate> order = new ArrayList<>(able.size());
        for (List<Candidate> group : groups.values()) {
            order.addAll(seated(ranking.rank(group, needs, now), needs, now));
        }
        return order;
    }

    /** A conversation goes where it was. If that is down, the plan passes it by. */
    private List<Candidate> seated(List<Candidate> ranked, Needs needs, long now) {
        @Nullable Long session = needs.session();
        @Nullable Candidate seat = session == null ? null : sessions.at(session, now);
        if (seat == null || !ranked.contains(seat)) {
            return ranked;
        }
        List<Candidate> order = new ArrayList<>(ranked);
        order.remove(seat);
        order.addFirst(seat);
        return order;
    }

    /** Where a conversation was answered, it goes on. */
    void answered(Needs needs, Candidate candidate, long now) {
        // Those by weight need no table: their order is a hash of the session.
        if (needs.session() != null && settings.balance() != ModelBalance.WEIGHTED) {
            sessions.sit(needs.session(), candidate, now);
        }
    }
}
