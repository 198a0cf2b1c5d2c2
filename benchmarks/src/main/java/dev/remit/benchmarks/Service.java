package dev.remit.benchmarks;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A server with a ready manifest, and what puts it under load. The commands start in a copy of the manifest's directory,
 * in which another port has taken the place of {@code port}.
 *
 * @param name for the table
 * @param policy the directory below {@code policies}
 * @param port that the manifest and the commands name
 * @param prepare a shell command that runs before the server
 * @param server what Remit starts as well, but without it
 * @param warmUp a shell command that runs once the server answers
 * @param client a shell command that puts the server under load for {@code {seconds}} seconds, or for as long as it
 *        takes, and prints how much it got done
 * @param rate matches what it got done in a second, its first group the number; of several, the mean counts
 */
record Service(String name, String policy, int port, String prepare, List<String> server, String warmUp,
        String client, Pattern rate) {
    private static final String POSTGRES = "postgres -D data -p 5432 -k '' -h 127.0.0.1";
    private static final String CLUSTER = "initdb -D data -A trust -U postgres --no-sync >/dev/null"
            + " && echo shared_buffers=256MB >>data/postgresql.conf";
    private static final String ASK = "-h 127.0.0.1 -p 5432 -U postgres";
    private static final String READY = "until pg_isready -q -h 127.0.0.1 -p 5432; do sleep 0.1; done;";
    private static final Pattern TRANSACTIONS = Pattern.compile("tps = ([0-9.]+)");

    /** Those that are compared. */
    static List<Service> all() {
        return List.of(
                new Service("nginx, wrk", "nginx", 8080, "mkdir -p run",
                        List.of("/usr/sbin/nginx", "-p", "./", "-c", "nginx.conf", "-e", "run/error.log"), "",
                        "wrk -t 1 -c 16 -d {seconds}s http://127.0.0.1:8080/",
                        Pattern.compile("Requests/sec:\\s+([0-9.]+)")),
                new Service("nginx without a cache of open files", "nginx", 8080,
                        "mkdir -p run && sed -i /open_file_cache/d nginx.conf",
                        List.of("/usr/sbin/nginx", "-p", "./", "-c", "nginx.conf", "-e", "run/error.log"), "",
                        "wrk -t 1 -c 16 -d {seconds}s http://127.0.0.1:8080/",
                        Pattern.compile("Requests/sec:\\s+([0-9.]+)")),
                new Service("redis-benchmark", "redis", 6379, "mkdir -p data", List.of("redis-server", "redis.conf"),
                        "",
                        "redis-benchmark -p 6379 --csv -n 200000 -c 20 -t set,get",
                        Pattern.compile("\"[SG]ET\",\"([0-9.]+)\"")),
                new Service("pgbench", "postgres", 5432, CLUSTER, List.of("sh", "-c", "exec " + POSTGRES),
                        READY + "pgbench " + ASK + " -i -q -s 10 postgres",
                        "pgbench " + ASK + " -n -c 4 -T {seconds} postgres", TRANSACTIONS),
                new Service("pgbench, reading only", "postgres", 5432, CLUSTER,
                        List.of("sh", "-c", "exec " + POSTGRES), READY + "pgbench " + ASK + " -i -q -s 10 postgres",
                        "pgbench " + ASK + " -n -S -c 4 -T {seconds} postgres", TRANSACTIONS));
    }
}
