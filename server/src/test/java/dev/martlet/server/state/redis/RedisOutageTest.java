// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.martlet.core.state.Account;
import dev.martlet.core.state.Counters.Ask;
import dev.martlet.core.state.Counters.Batch;
import dev.martlet.core.state.Counters.Report;
import dev.martlet.core.state.StateException;
import io.lettuce.core.AclCategory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which Redis may fail is told quickly, in words, and is over when it is over. */
@Timeout(120)
class RedisOutageTest {
    private static final Account TOTAL =
            new Account.Window("t/acme/total", 1000, Instant.EPOCH, Instant.MAX);

    private static final String KEY = "martlet:1:{t/acme}:c:t/acme/total";

    @TempDir private Path folder;
    private RedisProcess redis;
    private StallingProxy proxy;
    private RedisState state;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : new AutoCloseable[] {state, proxy, redis}) {
            if (one != null) {
                one.close();
            }
        }
    }

    @Test
    void aRedisThatIsNotThereRefusesAtOnceAndIsFoundWhenItComes() {
        int port = RedisProcess.freePort();
        state =
                RedisState.open(
                        RedisProcess.settings(new RedisSettings.Node("127.0.0.1", port), null));
        assertThat(state.trouble())
                .isEqualTo("Redis at 127.0.0.1:" + port + " cannot be connected to");
        fails("cannot be connected to");
        redis = RedisProcess.start(folder, port);
        isWell();
        assertThat(draw(10)).isEqualTo(10);
    }

    @Test
    void whatWasCountedIsThereAfterRedisWasStoppedAndStarted() {
        redis = RedisProcess.durable(folder);
        state = RedisState.open(redis.settings());
        draw(100);
        report(1, 60, 40);
        redis.stop();
        fails("");
        redis.start();
        isWell();
        assertThat(report(2, 40, 0)).isEqualTo(900);
    }

    /** The batch may have been counted before Redis was killed, or not: it counts once. */
    @Test
    void aBatchWhoseFateIsUnknownCountsOnce() throws Exception {
        redis = RedisProcess.durable(folder);
        proxy = new StallingProxy(redis.port());
        state = RedisState.open(impatient(proxy.node()));
        draw(100);
        report(1, 0, 100);
        proxy.holdAnswers();
        assertThatExceptionOfType(StateException.class).isThrownBy(() -> report(2, 60, 40));
        await().until(() -> "60".equals(redis.ask(commands -> commands.hget(KEY, "t"))));
        redis.kill();
        proxy.releaseAnswers();
        redis.start();
        isWell();
        assertThat(report(2, 60, 40)).isEqualTo(900);
        assertThat(report(3, 40, 0)).isEqualTo(900);
    }

    /** It was carried out, but its answer never came: what it drew must not be lost for good. */
    @Test
    void aDrawWhoseAnswerWasLostComesBackWithTheNextReport() throws Exception {
        redis = RedisProcess.start(folder);
        proxy = new StallingProxy(redis.port());
        state = RedisState.open(impatient(proxy.node()));
        assertThat(draw(100)).isEqualTo(100);
        losesTheAnswerOf(700, "800");
        assertThat(report(1, 0, 100)).isEqualTo(900);
    }

    @Test
    void aDrawWhoseAnswerWasLostIsOverWithItsLeaseThoughTheNodeGoesOnLiving() throws Exception {
        redis = RedisProcess.start(folder);
        proxy = new StallingProxy(redis.port());
        long[] skew = {0};
        state = RedisState.open(impatient(proxy.node()), () -> skew[0]);
        assertThat(draw(0)).as("Redis knows the script").isZero();
        losesTheAnswerOf(700, "700");
        assertThat(draw(100)).isEqualTo(100);
        assertThat(report(1, 0, 100)).isEqualTo(200);
        skew[0] += 6000;
        assertThat(report(2, 0, 100)).isEqualTo(200);
        skew[0] += 6000;
        assertThat(report(3, 0, 100)).as("only the lost draw is over").isEqualTo(900);
    }

    private void losesTheAnswerOf(long amount, String held) {
        proxy.holdAnswers();
        assertThatExceptionOfType(StateException.class).isThrownBy(() -> draw(amount));
        await().until(() -> held.equals(redis.ask(commands -> commands.hget(KEY, "h"))));
        proxy.releaseAnswers();
        isWell();
    }

    @Test
    void aRedisThatHangsHoldsNobodyLongerThanTheTimeout() {
        redis = RedisProcess.start(folder);
        state = RedisState.open(impatient(redis.node()));
        draw(1);
        redis.freeze();
        Duration first = failing("does not answer in time");
        assertThat(first).isLessThan(Duration.ofSeconds(10));
        // Now that it is known nobody waits: a thousand fail faster than four that wait.
        Duration thousand = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            thousand = thousand.plus(failing("does not answer in time"));
        }
        assertThat(thousand).isLessThan(Duration.ofSeconds(10));
        redis.thaw();
        isWell();
        assertThat(draw(1)).isEqualTo(1);
    }

    @Test
    void aConnectionThatNobodyAnswersAnyMoreIsReplaced() throws Exception {
        redis = RedisProcess.start(folder);
        proxy = new StallingProxy(redis.port());
        state = RedisState.open(impatient(proxy.node()));
        draw(1);
        proxy.holdRequests();
        fails("does not answer in time");
        // Longer than a connection may be silent; then a way that works, for new connections only.
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        proxy.cut();
        proxy.releaseRequests();
        isWell();
        assertThat(draw(1)).isEqualTo(1);
    }

    @Test
    void aPausedRedisIsSlowAndThenWell() {
        redis = RedisProcess.start(folder);
        state = RedisState.open(impatient(redis.node()));
        draw(1);
        redis.ask(commands -> commands.clientPause(1500));
        fails("does not answer in time");
        isWell();
        assertThat(draw(1)).isEqualTo(1);
    }

    @Test
    void connectionsThatBreakAreOpenedAnew() throws Exception {
        redis = RedisProcess.start(folder);
        proxy = new StallingProxy(redis.port());
        state = RedisState.open(RedisProcess.settings(proxy.node(), null));
        for (int i = 0; i < 5; i++) {
            isWell();
            draw(1);
            proxy.cut();
            await().atMost(Duration.ofSeconds(20)).until(() -> tries(1));
        }
    }

    @Test
    void aFullRedisIsTold() {
        redis = RedisProcess.start(folder, "--maxmemory-policy", "noeviction");
        state = RedisState.open(redis.settings());
        draw(100);
        redis.ask(commands -> commands.configSet("maxmemory", "1"));
        fails("is out of memory: maxmemory is reached (OOM)");
        assertThatExceptionOfType(StateException.class).isThrownBy(() -> report(1, 60, 40));
        redis.ask(commands -> commands.configSet("maxmemory", "0"));
        isWell();
        assertThat(report(1, 60, 0)).isEqualTo(940);
    }

    @Test
    void aWrongPasswordIsToldAndARightOneIsFoundWithoutARestart() {
        redis = RedisProcess.start(folder);
        redis.ask(commands -> commands.aclSetuser("martlet", rights().addPassword("right")));
        var wrong = RedisProcess.login("martlet", "s3cr3t");
        state = RedisState.open(RedisProcess.settings(redis.node(), wrong));
        assertThat(state.trouble())
                .contains("refuses the user or the password")
                .doesNotContain("s3cr3t");
        fails("refuses the user or the password");
        redis.ask(commands ->
                commands.aclSetuser("martlet", AclSetuserArgs.Builder.addPassword("s3cr3t")));
        isWell();
        assertThat(draw(5)).isEqualTo(5);
    }

    @Test
    void aPasswordThatNobodyWantsIsTold() {
        redis = RedisProcess.start(folder);
        state =
                RedisState.open(
                        RedisProcess.settings(redis.node(), RedisProcess.login(null, "s3cr3t")));
        assertThat(state.trouble()).contains("wants no password, but one is configured");
    }

    @Test
    void aUserWithoutRightsIsToldWhichOnes() {
        redis = RedisProcess.start(folder);
        redis.ask(commands ->
                commands.aclSetuser(
                        "martlet",
                        AclSetuserArgs.Builder.on()
                                .allCommands()
                                .keyPattern("other:*")
                                .addPassword("secret")));
        state =
                RedisState.open(
                        RedisProcess.settings(
                                redis.node(), RedisProcess.login("martlet", "secret")));
        assertThat(state.trouble()).contains("refuses what the user may not do").contains("NOPERM");
        redis.ask(commands -> commands.aclSetuser("martlet", rights()));
        isWell();
        assertThat(draw(5)).isEqualTo(5);
    }

    /** Those that the documentation names. */
    private static AclSetuserArgs rights() {
        return AclSetuserArgs.Builder.on()
                .keyPattern("martlet:*")
                .channelPattern("martlet:*")
                .addCategory(AclCategory.READ)
                .addCategory(AclCategory.WRITE)
                .addCategory(AclCategory.SCRIPTING)
                .addCategory(AclCategory.PUBSUB)
                .addCategory(AclCategory.CONNECTION)
                .addCommand(CommandType.TIME);
    }

    @Test
    void aReplicaIsToldAndLeftWhenItIsPromoted() {
        redis = RedisProcess.start(folder);
        state = RedisState.open(redis.settings());
        draw(1);
        redis.ask(commands -> commands.replicaof("127.0.0.1", RedisProcess.freePort()));
        fails("");
        assertThat(state.trouble()).contains("read-only replica");
        redis.ask(commands -> commands.replicaofNoOne());
        isWell();
        assertThat(draw(1)).isEqualTo(1);
    }

    @Test
    void forgottenScriptsAreSentAgain() {
        redis = RedisProcess.start(folder);
        state = RedisState.open(redis.settings());
        draw(10);
        redis.ask(commands -> commands.scriptFlush());
        assertThat(draw(10)).isEqualTo(10);
        redis.ask(commands -> commands.scriptFlush());
        assertThat(report(1, 20, 0)).isEqualTo(980);
        assertThat(state.trouble()).isNull();
    }

    @Test
    void anEmptyBatchAsksWhetherRedisIsThere() {
        redis = RedisProcess.start(folder);
        state = RedisState.open(redis.settings());
        assertThat(state.counters().report(new Batch(1, List.of()))).isEmpty();
        redis.stop();
        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> state.counters().report(new Batch(2, List.of())));
    }

    private static RedisSettings impatient(RedisSettings.Node node) {
        return new RedisSettings(
                RedisSettings.Topology.SINGLE,
                List.of(node),
                null,
                null,
                null,
                0,
                null,
                Duration.ofMillis(250),
                "martlet");
    }

    private long draw(long amount) {
        return state.counters().draw(List.of(new Ask(TOTAL, amount, amount))).getFirst().granted();
    }

    private boolean tries(long amount) {
        try {
            draw(amount);
            return true;
        } catch (StateException e) {
            return false;
        }
    }

    private long report(long number, long spent, long held) {
        return state.counters()
                .report(new Batch(number, List.of(new Report(TOTAL, spent, held))))
                .getFirst();
    }

    private void fails(String words) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !tries(0));
        failing(words);
    }

    private Duration failing(String words) {
        long start = System.nanoTime();
        StateException refused = catchThrowableOfType(StateException.class, () -> draw(1));
        assertThat(refused).hasMessageContaining(words).hasMessageStartingWith("Redis at ");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void isWell() {
        await().atMost(Duration.ofSeconds(30)).until(() -> state.trouble() == null && tries(0));
    }
}
