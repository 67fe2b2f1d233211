package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that stop in the middle of a request do not hold up others. */
class SlowClientsTest {
    private static final int SLOW = 40;

    @ParameterizedTest
    @ValueSource(strings = {"GET / HT", "POST /emulator/seed HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"})
    void manyClientsThatStopHalfway_doNotHoldUpAnother(String begun) throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (HuaweiEmulator emulator = HuaweiEmulator.start()) {
            int port = emulator.address().getPort();
            for (int i = 0; i < SLOW; i++) {
                Socket one = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
                slow.add(one);
                one.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(firstLine(port)).isEqualTo("HTTP/1.1 300 Multiple Choices");
        } finally {
            for (Socket one : slow) {
                one.close();
            }
        }
    }

    /** The status line of another client's response; it gives up long before the slow clients would. */
    private static @Nullable String firstLine(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
