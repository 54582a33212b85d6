// Each client of the field behind the same two functions: `ask` runs one query or mutation, and gives
// back { data, codes }, `follow` gives back the first answer of a subscription.
import { createHash } from "node:crypto";

import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
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

function apollo({ url, token }, persisted = false) {
  const http = new HttpLink({
    uri: `${url}/graphql`,
    headers: { authorization: `Bearer ${token}` },
  });
  const asking = new ApolloClient({
    link: persisted ? new PersistedQueryLink({ sha256 }).concat(http) : http,
    cache: new InMemoryCache(),
    defaultOptions: {
      query: { errorPolicy: "all", fetchPolicy: "no-cache" },
      mutate: { errorPolicy: "all", fetchPolicy: "no-cache" },
    },
  });
  return {
    async ask(text, variables) {
      const document = gql(text);
      const mutates = document.definitions[0].operation === "mutation";
      const { data, error } = mutates
        ? await asking.mutate({ mutation: document, variables })
        : await asking.query({ query: document, variables });
      if (error && !CombinedGraphQLErrors.is(error)) throw error;
      return { data, codes: codesOf(error?.errors) };
    },
    follow(text, variables) {
      const socket = overSocket({ url, token });
      const following = new ApolloClient({
        link: new GraphQLWsLink(socket),
        cache: new InMemoryCache(),
      });
      return new Promise((resolve, reject) => {
        const subscription = following
          .subscribe({ query: gql(text), variables, fetchPolicy: "no-cache" })
          .subscribe({
            next({ data }) {
              subscription.unsubscribe();
              resolve(data);
            },
            error: reject,
          });
      });
    },
  };
}

function urql({ url, token }, persisted = false) {
  const client = new Client({
    url: `${url}/graphql`,
    preferGetMethod: false,
    requestPolicy: "network-only",
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [
      ...(persisted
        ? [persistedExchange({ generateHash: async (text) => sha256(text) })]
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

function graphqlRequest({ url, token }) {
  const client = new GraphQLClient(`${url}/graphql`, {
    headers: { authorization: `Bearer ${token}` },
    errorPolicy: "all",
  });
  return {
    async ask(text, variables) {
      try {
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

function graphqlSse({ url, token }) {
  return streaming(() =>
    sse.createClient({
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

export const CLIENTS = {
  "Apollo Client": apollo,
  urql,
  "graphql-request": graphqlRequest,
  "graphql-ws": graphqlWs,
  "graphql-sse": graphqlSse,
};
export const THAT_PERSIST = { "Apollo Client": apollo, urql };
