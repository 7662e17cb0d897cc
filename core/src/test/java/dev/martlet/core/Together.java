// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Does something in several threads at once. */
public final class Together {
    private Together() {}

    /** Starts all threads at one moment; fails if one of them throws, or within a minute. */
    public static void run(int threads, IntConsumer work) {
        var start = new CyclicBarrier(threads);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                int number = i;
                all.add(
                        executor.submit(() -> {
                            start.await();
                            work.accept(number);
                            return null;
                        }));
            }
            executor.shutdown();
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        }
    }
}
