package io.github.backup4j.huawei.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.internal.work.Poller;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@link HuaweiBackup} over real HTTP, against an emulator for each region with an in-memory cloud behind it. */
public final class HuaweiHarness extends InMemoryHarness {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Form form;
    private volatile boolean futuresPassTime;
    private final Map<String, HuaweiEmulator> emulators = new LinkedHashMap<>();
    private final List<CloudBackup> backups = new ArrayList<>();
    private final Line line = new Line();
    private final Race race = new Race(cloud.time());

    public HuaweiHarness(Form form) {
        super(InMemoryCloud.builder().withUuids().build());
        this.form = form;
    }

    @Override
    public CloudBackup backup(Site site) {
        return open(site, Duration.ZERO);
    }

    @Override
    public Optional<CloudBackup> backupWithClockOff(Duration ahead) {
        return Optional.of(open(site(), ahead));
    }

    /**
     * Neither IMS nor EVS deletes what it is still making, and nothing that was paid for is given back. A policy is settled by
     * whoever has waited long enough for another call, which may be slower still.
     */
    @Override
    public boolean mayLeaveASecond(Made kind) {
        return kind == Made.IMAGE || kind == Made.SNAPSHOT || kind == Made.ORDERED_VAULT || kind == Made.POLICY;
    }

    /** Pays as the console does: by the id of the order, which the operation carries. */
    @Override
    public void pay(String token) {
        String order = Token.read(token, site()).get("order");
        HttpRequest request = HttpRequest.newBuilder(
                        emulator(site().region()).address().resolve("/v3/orders/customer-orders/pay"))
                .header("X-Auth-Token", "token")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"order_id\":\"" + order + "\",\"use_coupon\":\"NO\",\"use_discount\":\"NO\"}"))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException("paying order " + order + " was answered: " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The documented form of a restore point has no place for it. */
    @Override
    public boolean failAgentOf(Resource.Server server, String code, String reason) {
        return form == Form.RECORDED && super.failAgentOf(server, code, reason);
    }

    @Override
    public boolean lag(Duration duration) {
        line.lag(duration.isZero() ? null : new LaggingLists(1, cloud.time(), duration, duration));
        return true;
    }

    @Override
    public boolean loseReply(int before) {
        line.loseReply(before);
        return true;
    }

    @Override
    public boolean hasLostReply() {
        return line.hasLostReply();
    }

    @Override
    public void joinRace() {
        race.join();
    }

    @Override
    public void leaveRace() {
        race.leave();
    }

    @Override
    public void letFuturesPassTime() {
        futuresPassTime = true;
    }

    @Override
    public void close() {
        backups.forEach(CloudBackup::close);
        emulators.values().forEach(HuaweiEmulator::close);
        super.close();
    }

    public URI address(String region) {
        return emulator(region).address();
    }

    /** The clock of the cloud. */
    public TimeSource time() {
        return new SharedTime(cloud.time(), Duration.ZERO, () -> futuresPassTime, race);
    }

    private CloudBackup open(Site site, Duration ahead) {
        CloudBackup opened = EmulatedBackup.builder()
                .region(site.region())
                .project(site.project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator(site.region()).address())
                .timeSource(new SharedTime(cloud.time(), ahead, () -> futuresPassTime, race))
                .build();
        backups.add(opened);
        return opened;
    }

    private HuaweiEmulator emulator(String region) {
        return emulators.computeIfAbsent(region, this::start);
    }

    private HuaweiEmulator start(String region) {
        Site place = region.equals(site().region()) ? site() : otherRegion();
        try {
            return HuaweiEmulator.builder()
                    .cloud(cloud.at(place))
                    .form(form)
                    .interference(line)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets nothing go wrong, but lists lag and a reply is lost where they shall. The regions share what lags: no two things have one id.
     */
    private static final class Line implements Interference {
        /** The POSTs that only read. */
        private static final Pattern READS =
                Pattern.compile(".*(/resource_instances/(action|count)|/agent/check|/query|/auth/tokens)");

        private @Nullable LaggingLists lists;

        /** How many changes have their reply before one loses it; negative: none does. */
        private int changesBeforeLoss = -1;

        synchronized void lag(@Nullable LaggingLists lagging) {
            lists = lagging;
        }

        synchronized void loseReply(int before) {
            changesBeforeLoss = before;
        }

        synchronized boolean hasLostReply() {
            return changesBeforeLoss < 0;
        }

        @Override
        public synchronized Fault before(String method, URI target) {
            boolean reads = method.equals("GET")
                    || method.equals("HEAD")
                    || READS.matcher(target.getPath()).matches();
            return !reads && changesBeforeLoss >= 0 && changesBeforeLoss-- == 0 ? Fault.LOST_REPLY : Fault.NONE;
        }

        @Override
        public synchronized void after(String method, URI target, int status, JsonNode answer) {
            if (lists != null) {
                lists.answered(method, target, status, answer);
            }
        }

        @Override
        public synchronized JsonNode shown(String method, URI target, JsonNode answer) {
            return lists == null ? answer : lists.shown(method, target, answer);
        }
    }

    /**
     * The clock of the cloud, or one that is wrong by some time, which the thread that looks on behalf of futures waits for, but
     * does not move unless it is let.
     */
    private record SharedTime(VirtualTime time, Duration ahead, BooleanSupplier futuresPassTime, Race race)
            implements TimeSource {
        private static final Duration GLANCE = Duration.ofMillis(2);

        @Override
        public Instant now() {
            return time.now().plus(ahead);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (race.holds(Thread.currentThread())) {
                race.sleep(duration);
                return;
            }
            if (!Thread.currentThread().getName().startsWith(Poller.THREAD)) {
                time.sleep(duration);
                return;
            }
            Instant until = time.now().plus(duration);
            while (time.now().isBefore(until)) {
                if (futuresPassTime.getAsBoolean()) {
                    time.sleep(duration);
                    return;
                }
                LockSupport.parkNanos(GLANCE.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
