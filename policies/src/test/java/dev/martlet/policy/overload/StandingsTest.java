// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Access;
import dev.martlet.core.Condition;
import dev.martlet.core.Exchange;
import dev.martlet.core.Expressions;
import dev.martlet.core.FullReply;
import dev.martlet.core.KeyExpression;
import dev.martlet.core.Principal;
import dev.martlet.core.Priority;
import dev.martlet.core.Standing;
import dev.martlet.core.config.Count;
import dev.martlet.core.config.Percent;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.Sharing;
import dev.martlet.core.overload.Weights;
import dev.martlet.policy.Trial;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingsTest {
    private static final Expressions PATHS =
            new Expressions() {
                @Override
                public Condition condition(String source) {
                    return exchange -> exchange.request().path().startsWith(source);
                }

                @Override
                public KeyExpression key(String source) {
                    return exchange -> exchange.request().path() + source;
                }
            };

    private static OverloadConfig config(String key, PriorityConfig priority) {
        return new OverloadConfig(
                new OverloadConfig.Bulkhead(new Count(10)),
                new OverloadConfig.Bulkhead(null),
                new OverloadConfig.Queue(new Count(7), Duration.ofSeconds(3)),
                new Percent(0.2),
                new Weights(3, 2, 1),
                key,
                priority);
    }

    private static Standings standings(PriorityConfig priority, Priority tenants) {
        return new Standings(
                config(null, priority), exchange -> Optional.ofNullable(tenants), PATHS);
    }

    private static Exchange exchange(String path, String wish) {
        Trial trial = Trial.of("GET", path);
        Exchange exchange = (wish == null ? trial : trial.header("x-priority", wish)).exchange();
        exchange.set(Principal.KEY, new Principal("acme", "ci", "api-key", Map.of(), Access.ALL));
        return exchange;
    }

    @ParameterizedTest
    @CsvSource({
        ",, NORMAL",
        "INTERACTIVE,, INTERACTIVE",
        ", INTERACTIVE, INTERACTIVE",
        ", BATCH, BATCH",
        "INTERACTIVE, BATCH, BATCH",
        "BATCH, INTERACTIVE, BATCH",
    })
    void theLessUrgentOfTenantAndRouteHolds(Priority tenant, Priority route, Priority expected) {
        var standings = standings(new PriorityConfig(null, null, List.of()), tenant);

        assertThat(standings.of(exchange("/", "interactive"), route))
                .isEqualTo(new Standing("acme", expected));
    }

    @ParameterizedTest
    @CsvSource({
        // the tenant's, as far as may be raised, asked for, expected
        ",, batch, BATCH",
        ",, interactive, NORMAL",
        ", INTERACTIVE, interactive, INTERACTIVE",
        ", INTERACTIVE, ' Batch ', BATCH",
        "INTERACTIVE,, normal, NORMAL",
        "INTERACTIVE, NORMAL, interactive, INTERACTIVE",
        "BATCH, INTERACTIVE, interactive, BATCH",
        "NORMAL, INTERACTIVE, interactive, NORMAL",
    })
    void aClientMayLowerAndRaiseAsFarAsItIsAllowed(
            Priority tenant, Priority most, String asked, Priority expected) {
        var standings = standings(new PriorityConfig("x-priority", most, List.of()), tenant);

        assertThat(standings.of(exchange("/", asked), null).priority()).isEqualTo(expected);
    }

    @Test
    void whatTheClientMayRaiseTheRouteMayHaveLowered() {
        var config = new PriorityConfig("x-priority", Priority.NORMAL, List.of());
        var standings = standings(config, null);

        assertThat(standings.of(exchange("/", "interactive"), Priority.BATCH).priority())
                .isEqualTo(Priority.NORMAL);
        assertThat(standings.of(exchange("/", null), Priority.BATCH).priority())
                .isEqualTo(Priority.BATCH);
    }

    @Test
    void theFirstRuleThatHoldsReplacesWhatTenantAndRouteSay() {
        var rules =
                List.of(
                        new PriorityConfig.Rule("/a", Priority.INTERACTIVE),
                        new PriorityConfig.Rule("/", Priority.BATCH));
        var standings = standings(new PriorityConfig(null, null, rules), Priority.NORMAL);

        assertThat(standings.of(exchange("/a", null), Priority.BATCH).priority())
                .isEqualTo(Priority.INTERACTIVE);
        assertThat(standings.of(exchange("/b", null), null).priority()).isEqualTo(Priority.BATCH);
    }

    @Test
    void anUnknownWordIsRefused() {
        var standings = standings(new PriorityConfig("x-priority", null, List.of()), null);

        assertThatThrownBy(() -> standings.of(exchange("/", "urgent"), null))
                .hasMessageContaining("expected: interactive, normal or batch");
    }

    @Test
    void thereIsNothingToRaiseWithWithoutAHeader() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PriorityConfig(null, Priority.NORMAL, List.of()))
                .withMessageContaining("raise-to: without header");
    }

    @Test
    void whoShareIsSaidByTheKeyElseTheTenantElseNobody() {
        var priority = new PriorityConfig(null, null, List.of());
        var keyed = new Standings(config("!", priority), exchange -> Optional.empty(), PATHS);

        assertThat(keyed.of(exchange("/a", null), null).tenant()).isEqualTo("/a!");
        Standings plain = standings(priority, null);
        assertThat(plain.of(exchange("/a", null), null).tenant()).isEqualTo("acme");
        assertThat(plain.of(Trial.of("GET", "/a").exchange(), null)).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void theConfigurationSaysHowPlacesAreShared() {
        var config = config(null, new PriorityConfig(null, null, List.of()));

        assertThat(config.sharing())
                .isEqualTo(new Sharing(7, Duration.ofSeconds(3), 0.2, new Weights(3, 2, 1)));
    }

    @Test
    void theStepHoldsAPlaceInItsRoomUntilTheExchangeEnds() {
        var standings = standings(new PriorityConfig(null, null, List.of()), Priority.BATCH);
        Gate room = Gate.wide("room", 2, Sharing.AT_ONCE, System::nanoTime);
        var step = new OverloadPolicy(standings, null, room);
        Trial trial =
                Trial.of("GET", "/")
                        .answeredBy(exchange -> {
                            assertThat(room.status().inFlight()).isEqualTo(1);
                            return FullReply.empty(Status.OK_200);
                        });
        Exchange exchange = trial.exchange();

        Trial.Result result = trial.run(exchange, step);

        assertThat(result.status()).isEqualTo(200);
        assertThat(Standing.of(exchange)).isEqualTo(new Standing("", Priority.BATCH));
        assertThat(room.status().inFlight()).as("the reply is not out yet").isEqualTo(1);
        exchange.close();
        assertThat(room.status().inFlight()).isZero();
    }

    @Test
    void aFullRoomRefusesBeforeAnythingElseIsAsked() {
        var standings = standings(new PriorityConfig(null, null, List.of()), null);
        Gate room = Gate.wide("room", 1, Sharing.AT_ONCE, System::nanoTime);
        var step = new OverloadPolicy(standings, null, room);
        Trial trial = Trial.of("GET", "/");
        Exchange first = trial.exchange();
        trial.run(first, step);

        Trial.Result refused = trial.run(trial.exchange(), step);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.targetCalls()).isZero();
        assertThat(refused.header("retry-after")).isEqualTo("1");
        first.close();
    }
}
