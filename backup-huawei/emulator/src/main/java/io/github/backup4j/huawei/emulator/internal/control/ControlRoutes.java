package io.github.backup4j.huawei.emulator.internal.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.time.Instant;

/**
 * The calls that control the emulator itself and that no cloud has: they seed resources, read and write disks, move the clock
 * and pay orders. They need no credential, and take {@code ?project=} if there are several projects.
 */
public final class ControlRoutes {
    /** Ten years: it holds up all clients, as schedules fire and retention deletes on the way. */
    private static final Duration MOST_AT_ONCE = Duration.ofDays(3653);

    /** The last time that all services can write. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final Emulation emulation;

    public ControlRoutes(Emulation emulation) {
        this.emulation = emulation;
    }

    public void addTo(Router router) {
        router.add("POST", "/emulator/advance", checked(this::advance));
        router.add("GET", "/emulator/world", checked(this::world));
        router.add("POST", "/emulator/seed", checked(this::seed));
        router.add("POST", "/emulator/pay", checked(this::pay));
        router.add("GET", "/emulator/disks/{disk_id}", checked(this::read));
        router.add("PUT", "/emulator/disks/{disk_id}", checked(this::write));
    }

    /** What this API refuses of a request is the fault of the request. */
    private static Router.Handler checked(Router.Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (Invalid e) {
                throw refusal(400, String.valueOf(e.getMessage()));
            }
        };
    }

    private WireReply advance(WireRequest request) {
        double seconds = request.body().path("seconds").asDouble(-1);
        if (!(seconds >= 0 && seconds <= MOST_AT_ONCE.toSeconds())) {
            throw refusal(
                    400,
                    "seconds is " + request.body().path("seconds") + ", not from 0 to " + MOST_AT_ONCE.toSeconds()
                            + ", which is 10 years");
        }
        Duration duration = Duration.ofMillis(Math.round(seconds * 1000));
        if (emulation.now().plus(duration).isAfter(LAST)) {
            throw refusal(400, "the clock would show a time after " + LAST);
        }
        emulation.advance(duration);
        return WireReply.ok(Json.object().put("now", emulation.now().toString()));
    }

    private WireReply world(WireRequest request) {
        InMemoryCloud cloud = cloud(request);
        ObjectNode body = Json.object()
                .put("now", emulation.now().toString())
                .put("region", cloud.site().region())
                .put("project", cloud.site().project())
                .put("world", cloud.describe());
        return WireReply.ok(body);
    }

    private WireReply seed(WireRequest request) {
        return WireReply.ok(new Seeding(emulation, cloud(request)).add(request.body()));
    }

    private WireReply pay(WireRequest request) {
        String id = request.body().path("order_id").asText("");
        if (!emulation.orders.pay(id)) {
            throw refusal(404, "there is no order \"" + id + "\" that is waiting for a payment");
        }
        return WireReply.ok(Json.object().put("order_id", id));
    }

    private WireReply read(WireRequest request) {
        Resource.Disk disk = Resource.disk(request.parameter("disk_id"));
        try {
            return WireReply.ok(Json.object()
                    .put("id", disk.id())
                    .put("text", cloud(request).readText(disk)));
        } catch (NotFound e) {
            throw refusal(404, "there is no " + disk);
        }
    }

    private WireReply write(WireRequest request) {
        Resource.Disk disk = Resource.disk(request.parameter("disk_id"));
        try {
            cloud(request).write(disk, request.body().path("text").asText());
        } catch (NotFound e) {
            throw refusal(404, "there is no " + disk);
        }
        return WireReply.empty(204);
    }

    private InMemoryCloud cloud(WireRequest request) {
        return request.query("project")
                .map(project -> emulation.home.at(new Site(emulation.region(), project)))
                .orElse(emulation.home);
    }

    private static WireError refusal(int status, String message) {
        return WireError.flat(status, "EMULATOR.0" + status, message);
    }
}
