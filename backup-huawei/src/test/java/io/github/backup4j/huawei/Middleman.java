package io.github.backup4j.huawei;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A server in front of another that hands everything on, but for some answers that are made odd on their way, or made up. */
final class Middleman implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI service;
    private final ScriptedServer server = new ScriptedServer(this::answer);
    private final Deque<Fault> faults = new ArrayDeque<>();

    Middleman(URI service) {
        this.service = service;
    }

    URI address() {
        return server.address();
    }

    /** How often something was asked for, by the beginning of its first line, such as {@code "POST /v3/p/vaults"}. */
    long count(String line) {
        return server.lines().stream().filter(sent -> sent.startsWith(line)).count();
    }

    /** Answers the next request that begins like this without handing it on. */
    synchronized void refuse(String line, RawAnswer answer) {
        faults.add(new Fault(line, service -> () -> answer));
    }

    /** Hands the next request that begins like this on, and makes something else of its answer. */
    synchronized void change(String line, UnaryOperator<RawAnswer> change) {
        faults.add(new Fault(line, service -> () -> change.apply(service.get())));
    }

    @Override
    public void close() {
        server.close();
    }

    private RawAnswer answer(String request) {
        String line = request.substring(0, request.indexOf(" HTTP/1.1"));
        return faultFor(line).how().apply(() -> handOn(line, request)).get();
    }

    private synchronized Fault faultFor(String line) {
        Fault found = faults.stream()
                .filter(fault -> line.startsWith(fault.line()))
                .findFirst()
                .orElse(Fault.NONE);
        faults.remove(found);
        return found;
    }

    private RawAnswer handOn(String line, String request) {
        String method = line.substring(0, line.indexOf(' '));
        HttpRequest.Builder copy = HttpRequest.newBuilder(service.resolve(line.substring(method.length() + 1)))
                .method(method, HttpRequest.BodyPublishers.ofString(request.substring(request.indexOf("\r\n\r\n") + 4)))
                .header("X-Auth-Token", "token");
        request.lines()
                .filter(header -> header.toLowerCase(Locale.ROOT).matches("(content-type|x-client-token):.*"))
                .forEach(header -> copy.header(
                        header.substring(0, header.indexOf(':')),
                        header.substring(header.indexOf(':') + 1).trim()));
        try {
            HttpResponse<String> answer = HTTP.send(copy.build(), HttpResponse.BodyHandlers.ofString());
            String type = answer.headers().firstValue("Content-Type").orElse("");
            return RawAnswer.of(
                    answer.statusCode(), type.isEmpty() ? "" : "Content-Type: " + type + "\r\n", answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RawAnswer.BREAK;
        }
    }

    /**
     * What becomes of one request.
     *
     * @param line how its first line begins
     * @param how answers it, given what asks the service
     */
    private record Fault(String line, UnaryOperator<Supplier<RawAnswer>> how) {
        private static final Fault NONE = new Fault("", UnaryOperator.identity());
    }
}
