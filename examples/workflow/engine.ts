/** The engine's storage and runners: one process on SQLite, or many on one PostgreSQL. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as SqlClient from "@effect/sql/SqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

/**
 * The engine looks the messages of one execution up without an index: each time it reads all there are. The storage is
 * asked for first, because it creates the table.
 */
const indexed = Layer.effectDiscard(
  Effect.gen(function* () {
    yield* MessageStorage.MessageStorage
    const sql = yield* SqlClient.SqlClient
    // In PostgreSQL the second of two runners that start together fails once.
    yield* Effect.retry(
      sql`CREATE INDEX IF NOT EXISTS cluster_messages_entity_idx ON cluster_messages (entity_id, entity_type)`,
      { times: 3 }
    )
  })
)

/** All of it in one process. A restart continues where it stopped. */
export const embedded = (filename: string) =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(indexed),
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
    Layer.provideMerge(indexed),
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
