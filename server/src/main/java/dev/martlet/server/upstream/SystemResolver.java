// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/**
 * Asks the system: its own resolver for addresses (hosts file and all), its DNS servers for SRV
 * records. Look-ups are native or selector calls that would hold the carrier of a virtual thread,
 * so they run on a few platform threads.
 */
public final class SystemResolver implements Resolver, AutoCloseable {
    private static final String SYSTEM = "dns:";
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 1024;

    private final String dnsUrl;
    private final Duration timeout;
    private final ThreadPoolExecutor executor;

    /** A resolver that asks the DNS servers of the system and gives up after 5 s. */
    public SystemResolver() {
        this(SYSTEM, Duration.ofSeconds(5));
    }

    /**
     * A resolver that asks a given server, also for addresses.
     *
     * @param dnsUrl {@code dns:} for the system's way, or for example {@code dns://10.0.0.2:53}
     * @param timeout of one look-up
     */
    public SystemResolver(String dnsUrl, Duration timeout) {
        this.dnsUrl = dnsUrl;
        this.timeout = timeout;
        this.executor =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("martlet-resolver-", 0).factory());
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetAddress> addresses(String host) throws IOException {
        return inTime(
                host,
                () ->
                        dnsUrl.equals(SYSTEM)
                                ? List.of(InetAddress.getAllByName(host))
                                : addressesByServer(host));
    }

    @Override
    public List<SrvRecord> services(String name) throws IOException {
        return inTime(name, () -> servicesByServer(name));
    }

    private <T> T inTime(String name, Callable<T> lookUp) throws IOException {
        Future<T> answer;
        try {
            answer = executor.submit(lookUp);
        } catch (RejectedExecutionException e) {
            throw new IOException(name + ": not looked up, too many look-ups are waiting", e);
        }
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(name + ": no answer within " + timeout, e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(name + ": interrupted").initCause(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(name + ": " + (cause == null ? e : cause).getMessage(), cause);
        }
    }

    private List<InetAddress> addressesByServer(String host) throws NamingException, IOException {
        if (isLiteral(host)) {
            return List.of(InetAddress.ofLiteral(host));
        }
        List<InetAddress> found = new ArrayList<>();
        // One after the other: JNDI would make one question for ANY of them.
        for (String type : new String[] {"A", "AAAA"}) {
            for (String address : lookUp(host, type)) {
                found.add(InetAddress.ofLiteral(address));
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no addresses");
        }
        return found;
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private List<SrvRecord> servicesByServer(String name) throws NamingException, IOException {
        List<SrvRecord> found = new ArrayList<>();
        for (String record : lookUp(name, "SRV")) {
            found.add(parse(record));
        }
        if (found.isEmpty()) {
            throw new IOException("no SRV records");
        }
        return found;
    }

    /** Safe in spite of JNDI: the provider is fixed, and makes no objects out of what it reads. */
    @SuppressWarnings("BanJNDI")
    private List<String> lookUp(String name, String type) throws NamingException {
        InitialDirContext context = new InitialDirContext(environment());
        try {
            Attribute records = context.getAttributes(asName(name), new String[] {type}).get(type);
            List<String> found = new ArrayList<>();
            if (records != null) {
                NamingEnumeration<?> each = records.getAll();
                while (each.hasMore()) {
                    found.add(each.next().toString());
                }
            }
            return found;
        } finally {
            context.close();
        }
    }

    @SuppressWarnings("JdkObsolete") // JNDI asks for a Hashtable.
    private Hashtable<String, String> environment() {
        var environment = new Hashtable<String, String>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, dnsUrl);
        environment.put(
                "com.sun.jndi.dns.timeout.initial", Long.toString(timeout.dividedBy(3).toMillis()));
        environment.put("com.sun.jndi.dns.timeout.retries", "2");
        return environment;
    }

    /** A final dot makes the name absolute, so that no search domain is tried. */
    private static String asName(String name) {
        return name.endsWith(".") ? name : name + '.';
    }

    private static SrvRecord parse(String record) throws IOException {
        String[] parts = record.trim().split(" +", -1);
        if (parts.length != 4) {
            throw new IOException("SRV record of " + parts.length + " parts (expected: 4)");
        }
        try {
            String target = parts[3];
            return new SrvRecord(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    target.endsWith(".") ? target.substring(0, target.length() - 1) : target);
        } catch (NumberFormatException e) {
            throw new IOException("SRV record with a part that is not a number", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
