// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests.jmh;

import dev.martlet.policy.tenant.KeyConfig;
import dev.martlet.policy.tenant.KeyUses;
import dev.martlet.policy.tenant.LiveKeys;
import dev.martlet.policy.tenant.TenantConfig;
import dev.martlet.policy.tenant.Tenants;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to find whose an API key is, among few and among many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class KeyBenchmark {
    /** Power of two, so that a mask goes through them. */
    private static final int ASKED = 4096;

    @Param({"100", "100000", "1000000"})
    private int keys;

    private final String[] secrets = new String[ASKED];
    private Tenants tenants =
            new Tenants(List.of(), new LiveKeys(), new KeyUses(), InstantSource.system());
    private int next;

    /** Makes the keys. */
    @Setup
    public void prepare() {
        var live = new LiveKeys();
        for (int i = 0; i < keys; i++) {
            live.put("acme", key(i));
        }
        for (int i = 0; i < ASKED; i++) {
            secrets[i] = secret((int) ((long) i * keys / ASKED));
        }
        var acme =
                new TenantConfig(
                        "acme", null, List.of(), null, null, null, null, List.of(), List.of(),
                        null);
        tenants = new Tenants(List.of(acme), live, new KeyUses(), InstantSource.system());
    }

    /** A key of the configuration or of run time, as an operator would have it. */
    static KeyConfig key(int number) {
        return new KeyConfig(
                "key-" + number,
                sha256(secret(number)),
                null,
                null,
                false,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null);
    }

    private static String secret(int number) {
        return "mk_" + sha256("secret-" + number).substring(0, 43);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * One look-up: the hash of the key, its place, whether it is still good.
     *
     * @return what it is
     */
    @Benchmark
    public Tenants.@Nullable Found find() {
        return tenants.find(secrets[next++ & (ASKED - 1)], "api-key");
    }
}
