/** The engine's storage and runners: one process on SQLite, or many on one PostgreSQL. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/** All of it in one process. A restart continues where it stopped. */
export const embedded = (filename: string) =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(
      SingleRunner.layer({
        runnerStorage: "memory",
        shardingConfig: {
          entityMessagePollInterval: "1 second",
          refreshAssignmentsInterval: "1 second",
          entityTerminationTimeout: "1 second"
        }
      })
    ),
    Layer.provideMerge(SqliteClient.layer({ filename }))
  )

/**
 * One of several processes. Each has an address that the others reach. A database holds one cluster. The locks
 * of its shards keep the engine's times, by which others take over after 35 seconds: a runner that is too busy to renew them
 * gives them up, and has been seen never to take them again.
 */
export const runner = (database: PgClient.PgClientConfig, host: string, port: number) =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(
      NodeClusterSocket.layer({
        storage: "sql",
        shardingConfig: {
          runnerAddress: Option.some(RunnerAddress.make(host, port)),
          entityMessagePollInterval: "1 second",
          refreshAssignmentsInterval: "1 second",
          runnerHealthCheckInterval: "5 seconds",
          entityTerminationTimeout: "1 second"
        }
      })
    ),
    Layer.provideMerge(PgClient.layer(database))
  )
