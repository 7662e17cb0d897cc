// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.BodyException;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.provider.call.Trouble.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What it means for a try that its way to the provider failed. */
final class Transport {
    private Transport() {}

    /**
     * No reply came.
     *
     * @throws GatewayException if it is not the upstream's failure: the client has gone, or the
     *     server stops
     */
    static TryFailed beforeReply(GatewayException e) {
        @Nullable Kind kind = kind(e.failure());
        if (kind == null) {
            throw e;
        }
        return new TryFailed(new Trouble(kind, message(kind)), e);
    }

    /**
     * The reply broke off.
     *
     * @throws GatewayException if it is not the upstream's failure
     */
    static TryFailed withinReply(IOException e) {
        if (e instanceof BodyException body) {
            @Nullable Kind kind = kind(body.failure());
            if (kind == null) {
                throw new GatewayException(body.failure(), e);
            }
            Kind within =
                    switch (kind) {
                        case SILENT -> Kind.STALLED;
                        case UNREACHABLE -> Kind.CUT;
                        default -> kind;
                    };
            return new TryFailed(new Trouble(within, message(within)), e);
        }
        return new TryFailed(new Trouble(Kind.CUT, message(Kind.CUT)), e);
    }

    private static @Nullable Kind kind(Failure failure) {
        return switch (failure) {
            case UpstreamFailure.Connect ignored -> Kind.UNREACHABLE;
            case UpstreamFailure.Reset ignored -> Kind.UNREACHABLE;
            case UpstreamFailure.Timeout timeout ->
                    timeout.phase().equals("connect") ? Kind.UNREACHABLE : Kind.SILENT;
            case UpstreamFailure.Protocol ignored -> Kind.MALFORMED;
            case UpstreamFailure.NoEndpoint ignored -> Kind.UNREACHABLE;
            case Failure.Overloaded ignored -> Kind.BUSY;
            default -> null;
        };
    }

    private static String message(Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> "The provider could not be reached.";
            case SILENT -> "The provider did not answer in time.";
            case STALLED -> "The provider stopped sending.";
            case CUT -> "The provider's reply broke off.";
            case BUSY -> "Too many requests are on their way to the provider.";
            default -> "The provider sent an invalid reply.";
        };
    }
}
