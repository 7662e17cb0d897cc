// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why Redis did not do what it was asked.
 *
 * @param words for operators
 * @param kind what follows from it
 */
record Fault(String words, Kind kind) {
    /** What follows. */
    enum Kind {
        /** Only this command is concerned. */
        COMMAND,
        /** Nobody need ask until it is over. */
        AWAY,
        /** The same, and the connection is of no more use. */
        BROKEN,
        /** No answer in time: the connection may be of no more use. */
        SLOW
    }

    static Fault of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof TimeoutException
                || cause instanceof io.lettuce.core.RedisCommandTimeoutException) {
            return new Fault("does not answer in time", Kind.SLOW);
        }
        Fault told = told(cause);
        return told != null ? told : connection(cause);
    }

    /** What Redis itself says, wherever in the chain of causes it stands. */
    private static @Nullable Fault told(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refused) {
                return answer(String.valueOf(refused.getMessage()));
            }
        }
        return null;
    }

    private static Fault answer(String message) {
        // A script hands an error on with words of its own around it, such as "ERR Error running
        // script … -OOM …".
        if (says(message, "OOM")) {
            return new Fault("is out of memory: maxmemory is reached (OOM)", Kind.AWAY);
        }
        if (says(message, "READONLY")) {
            return new Fault("is a read-only replica (READONLY)", Kind.BROKEN);
        }
        if (says(message, "WRONGPASS") || says(message, "NOAUTH")) {
            return new Fault(
                    "refuses the user or the password (" + word(message) + ")", Kind.BROKEN);
        }
        if (message.contains("AUTH <password> called")) {
            return new Fault("wants no password, but one is configured", Kind.BROKEN);
        }
        if (says(message, "NOPERM")) {
            return new Fault("refuses what the user may not do: " + message, Kind.AWAY);
        }
        if (says(message, "LOADING") || says(message, "MASTERDOWN") || says(message, "MISCONF")) {
            return new Fault("does not serve: " + message, Kind.AWAY);
        }
        if (says(message, "CLUSTERDOWN") || says(message, "NOREPLICAS") || says(message, "BUSY")) {
            return new Fault("does not serve: " + message, Kind.AWAY);
        }
        if (message.contains("max number of clients")) {
            return new Fault("takes no more clients", Kind.BROKEN);
        }
        return new Fault("refuses a command: " + message, Kind.COMMAND);
    }

    private static boolean says(String message, String code) {
        return message.startsWith(code + " ")
                || message.contains("-" + code + " ")
                || message.contains(": " + code + " ");
    }

    private static String word(String message) {
        int blank = message.indexOf(' ');
        return blank < 0 ? message : message.substring(0, blank);
    }

    private static Fault connection(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException unknown -> {
                    return new Fault("has an unknown name", Kind.BROKEN);
                }
                case SSLException tls -> {
                    return new Fault("fails in TLS: " + tls.getMessage(), Kind.BROKEN);
                }
                case ConnectException refused -> {
                    return new Fault("cannot be connected to", Kind.BROKEN);
                }
                case ClosedChannelException closed -> {
                    return new Fault("closed the connection", Kind.BROKEN);
                }
                default -> {
                    // The reason may be deeper.
                }
            }
        }
        String words = deepest(thrown);
        return words.startsWith("Currently not connected")
                ? new Fault("is not connected", Kind.BROKEN)
                : new Fault("cannot be reached: " + words, Kind.BROKEN);
    }

    private static String deepest(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable next = last.getCause(); next != null; next = next.getCause()) {
            last = next;
        }
        return last instanceof RedisException || last.getMessage() != null
                ? String.valueOf(last.getMessage())
                : last.getClass().getSimpleName();
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
