// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A script: one step for whoever looks at its keys. */
final class Script {
    private final String text;
    private final String digest;

    private Script(String text) {
        this.text = text;
        try {
            // What Redis names a script by.
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            this.digest =
                    HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a script from resources of this package, one after the other. */
    static Script of(String... names) {
        var text = new StringBuilder();
        for (String name : names) {
            try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
                if (in == null) {
                    throw new IllegalStateException(name + ".lua is not in the jar");
                }
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Script(text.toString());
    }

    /**
     * Runs it by its digest; Redis gets the text when it has forgotten it, as after a restart.
     *
     * @param commands of a connection
     * @param keys all of one slot
     * @param arguments everything else
     * @return numbers, texts, or lists of them
     */
    CompletableFuture<List<Object>> run(
            RedisClusterAsyncCommands<String, String> commands,
            List<String> keys,
            List<String> arguments) {
        String[] names = keys.toArray(String[]::new);
        String[] values = arguments.toArray(String[]::new);
        CompletableFuture<List<Object>> known =
                commands.<List<Object>>evalsha(digest, ScriptOutputType.MULTI, names, values)
                        .toCompletableFuture();
        return known.exceptionallyCompose(thrown -> {
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null
                            ? thrown.getCause()
                            : thrown;
            if (cause instanceof RedisNoScriptException) {
                return commands.<List<Object>>eval(text, ScriptOutputType.MULTI, names, values)
                        .toCompletableFuture();
            }
            return CompletableFuture.failedFuture(cause);
        });
    }
}
