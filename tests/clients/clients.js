// Each client of the field behind the same two functions: `ask` runs one query or mutation, and gives
// back { data, codes }, `follow` gives back the first answer of a subscription. How an operation is
// sent, `how`, is by POST where nothing is said; persisted, its digest is sent first.
import { createHash } from "node:crypto";

import * as apollo4 from "@apollo/client";
import { BatchHttpLink } from "@apollo/client/link/batch-http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import apollo3 from "apollo-client-3/core/core.cjs";
import persisted3 from "apollo-client-3/link/persisted-queries/persisted-queries.cjs";
import subscriptions3 from "apollo-client-3/link/subscriptions/subscriptions.cjs";
import { GraphQLClient } from "graphql-request";
import * as sse from "graphql-sse";
import * as transport from "graphql-ws";
import WebSocket from "ws";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const codesOf = (errors) => (errors ?? []).map((error) => error.extensions.code);

const overSocket = ({ url, token }) =>
  transport.createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    lazyCloseTimeout: 0,
    retryAttempts: 0,
  });

const apolloOf =
  ({ ApolloClient, gql, HttpLink, InMemoryCache }, PersistedLink, SocketLink) =>
  ({ url, token }, how = {}) => {
    const sent = { uri: `${url}/graphql`, headers: { authorization: `Bearer ${token}` } };
    const http = how.batched ? new BatchHttpLink(sent) : new HttpLink(sent);
    const uncached = { errorPolicy: "all", fetchPolicy: "no-cache" };
    const asking = new ApolloClient({
      link: how.persisted
        ? new PersistedLink({ sha256, useGETForHashedQueries: how.get }).concat(http)
        : http,
      cache: new InMemoryCache(),
      defaultOptions: { query: uncached, mutate: uncached },
    });
    return {
      async ask(text, variables) {
        const document = gql(text);
        const mutates = document.definitions[0].operation === "mutation";
        const answer = mutates
          ? asking.mutate({ mutation: document, variables })
          : asking.query({ query: document, variables });
        const { data, error, errors } = await answer.catch(whatVersion3Hides);
        const told = errors ?? error?.errors;
        if (error && !told) throw error;
        return { data, codes: codesOf(told) };
      },
      follow(text, variables) {
        const following = new ApolloClient({
          link: how.posted ? http : new SocketLink(overSocket({ url, token })),
          cache: new InMemoryCache(),
        });
        return new Promise((resolve, reject) => {
          const subscription = following
            .subscribe({ query: gql(text), variables, fetchPolicy: "no-cache" })
            .subscribe({
              next({ data, error }) {
                subscription.unsubscribe();
                error ? reject(error) : resolve(data);
              },
              error: reject,
            });
        });
      },
    };
  };

// To version 3 a status of 4xx is a failure of the network, which keeps what was said.
function whatVersion3Hides(error) {
  if (!error.networkError?.result?.errors) throw error;
  return { errors: error.networkError.result.errors };
}

const { GraphQLWsLink: SocketLink3 } = subscriptions3;
const { createPersistedQueryLink } = persisted3;
// Version 3 makes its link by a function.
function PersistedLink3(options) {
  return createPersistedQueryLink(options);
}

function urql({ url, token }, how = {}) {
  const client = new Client({
    url: `${url}/graphql`,
    preferGetMethod: how.get ? "force" : false,
    requestPolicy: "network-only",
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [
      ...(how.persisted
        ? [
            persistedExchange({
              generateHash: async (text) => sha256(text),
              preferGetForPersistedQueries: how.get ? "force" : false,
              enableForMutation: true,
            }),
          ]
        : []),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: overSocket({ url, token }).subscribe(
              { query: request.query ?? "", variables: request.variables },
              sink,
            ),
          }),
        }),
      }),
    ],
  });
  return {
    async ask(text, variables) {
      const asked = text.trimStart().startsWith("mutation") ? client.mutation : client.query;
      const { data, error } = await asked.call(client, text, variables ?? {}).toPromise();
      if (error?.networkError) throw error.networkError;
      return { data, codes: codesOf(error?.graphQLErrors) };
    },
    follow: (text, variables) =>
      new Promise((resolve, reject) => {
        const { unsubscribe } = client.subscription(text, variables).subscribe(({ data, error }) => {
          error ? reject(error) : resolve(data);
          setImmediate(() => unsubscribe());
        });
      }),
  };
}

function graphqlRequest({ url, token }, how = {}) {
  const client = new GraphQLClient(`${url}/graphql`, {
    headers: { authorization: `Bearer ${token}` },
    errorPolicy: "all",
    method: how.get ? "GET" : "POST",
  });
  return {
    async ask(text, variables) {
      try {
        if (how.batched) return { data: await client.batchRequests([{ document: text }]) };
        const { data, errors } = await client.rawRequest(text, variables);
        return { data, codes: codesOf(errors) };
      } catch (error) {
        if (!error.response?.errors) throw error;
        return { data: error.response.data, codes: codesOf(error.response.errors) };
      }
    },
  };
}

function graphqlWs(server) {
  return streaming(() => overSocket(server));
}

function graphqlSse({ url, token }, how = {}) {
  return streaming(() =>
    sse.createClient({
      singleConnection: how.single ?? false,
      url: `${url}/graphql`,
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    }),
  );
}

function streaming(made) {
  const first = (query, variables) =>
    new Promise((resolve, reject) => {
      const client = made();
      let answer;
      const stop = client.subscribe(
        { query, variables },
        {
          next(result) {
            answer ??= result;
            setImmediate(() => stop());
          },
          error: (error) => (Array.isArray(error) ? resolve({ errors: error }) : reject(error)),
          complete: () => (answer ? resolve(answer) : reject(new Error("nothing came"))),
        },
      );
    });
  return {
    async ask(query, variables) {
      const { data, errors } = await first(query, variables);
      return { data, codes: codesOf(errors) };
    },
    follow: async (query, variables) => (await first(query, variables)).data,
  };
}

const apollo = apolloOf(apollo4, PersistedQueryLink, GraphQLWsLink);

export const CLIENTS = {
  "Apollo Client": apollo,
  "Apollo Client 3": apolloOf(apollo3, PersistedLink3, SocketLink3),
  urql,
  "graphql-request": graphqlRequest,
  "graphql-ws": graphqlWs,
  "graphql-sse": graphqlSse,
};
export const THAT_PERSIST = ["Apollo Client", "Apollo Client 3", "urql"];
