// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy;

import dev.martlet.core.Chain;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.core.GatewayListener;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.Next;
import dev.martlet.core.Payload;
import dev.martlet.core.Peer;
import dev.martlet.core.Policy;
import dev.martlet.core.ProblemJson;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Route;
import dev.martlet.core.RouteMatch;
import dev.martlet.core.Router;
import dev.martlet.core.Snapshot;
import dev.martlet.core.Snapshots;
import dev.martlet.core.config.OnError;
import dev.martlet.policy.tenant.KeyUses;
import dev.martlet.policy.tenant.LiveKeys;
import dev.martlet.policy.tenant.Tenants;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One request that goes through policies to a fake target, as the entry would send it. */
public final class Trial {
    private final WritableHeaders<?> headers = WritableHeaders.create();
    private final Method method;
    private final String path;
    private final String query;
    private Payload payload = Payload.NONE;
    private InetAddress client = InetAddress.ofLiteral("203.0.113.9");
    private Map<String, String> variables = Map.of();
    private String rest = "";
    private Tenants tenants =
            new Tenants(List.of(), new LiveKeys(), new KeyUses(), InstantSource.system());
    private Function<Exchange, Reply> target = exchange -> FullReply.empty(Status.OK_200);

    private Trial(String method, String target) {
        this.method = Method.create(method);
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        this.query = mark < 0 ? null : target.substring(mark + 1);
    }

    public static Trial of(String method, String target) {
        return new Trial(method, target);
    }

    public Trial header(String name, String... values) {
        headers.set(HeaderNames.create(name), values);
        return this;
    }

    public Trial payload(Payload newPayload) {
        payload = newPayload;
        return this;
    }

    public Trial client(String address) {
        client = InetAddress.ofLiteral(address);
        return this;
    }

    public Trial matched(Map<String, String> newVariables, String newRest) {
        variables = newVariables;
        rest = newRest;
        return this;
    }

    public Trial answeredBy(Function<Exchange, Reply> newTarget) {
        target = newTarget;
        return this;
    }

    public Trial tenants(Tenants newTenants) {
        tenants = newTenants;
        return this;
    }

    /** The exchange before it has met a policy. */
    public Exchange exchange() {
        var snapshots =
                new Snapshots(
                        Snapshot.builder(1, new NoRoutes()).part(Tenants.PART, tenants).build());
        var peer = new Peer("public", client, 40000, 8080, false, "1.1", List.of());
        var head = new RequestHead(method, "http", "api.example.com", path, query, headers);
        var exchange =
                new Exchange("id", peer, client, snapshots.pin(), head, payload, System::nanoTime);
        var local = new Fake(target);
        var route =
                new Route("test", "", ignored -> local.answer(exchange), List.of(), local, null);
        exchange.match(new RouteMatch(route, variables, rest));
        return exchange;
    }

    /** Sends the request through the policies, the first one outermost. */
    public Result through(Policy... policies) {
        return run(exchange(), policies);
    }

    public Result run(Exchange exchange, Policy... policies) {
        List<Chain.Step> steps = new ArrayList<>();
        for (Policy policy : policies) {
            steps.add(new Chain.Step("test", policy, OnError.DENY));
        }
        var fake = new Fake(target);
        Next chain = Chain.of(steps, fake, GatewayListener.NONE);
        Reply reply;
        Failure failure = null;
        try {
            reply = chain.proceed(exchange);
        } catch (GatewayException e) {
            failure = e.failure();
            reply = ProblemJson.INSTANCE.render(failure, exchange.id());
        }
        exchange.decorate(reply.headers());
        return new Result(exchange, reply, failure, fake.calls);
    }

    /** What came of it. */
    public record Result(Exchange exchange, Reply reply, Failure failure, int targetCalls) {
        public int status() {
            return reply.status().code();
        }

        /** A field of the reply, its lines joined, or null. */
        public String header(String name) {
            var key = HeaderNames.create(name);
            return reply.headers().contains(key) ? reply.headers().get(key).values() : null;
        }

        /** A field of the request as the target saw it, its lines joined, or null. */
        public String sent(String name) {
            var key = HeaderNames.create(name);
            return exchange.headers().contains(key) ? exchange.headers().get(key).values() : null;
        }
    }

    private static final class Fake implements LocalTarget {
        private final Function<Exchange, Reply> answer;
        private int calls;

        Fake(Function<Exchange, Reply> answer) {
            this.answer = answer;
        }

        @Override
        public Reply answer(Exchange exchange) {
            calls++;
            return answer.apply(exchange);
        }

        @Override
        public String describe() {
            return "fake";
        }
    }

    private static final class NoRoutes implements Router {
        @Override
        public RouteMatch match(Exchange exchange) {
            return null;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }
    }
}
