namespace AccessConsole.Tests.Api;

/// <summary>One service in an open and in a protected environment.</summary>
internal static class SmallPolicy
{
    public const string Yaml =
        """
        apiVersion: access/v1
        identityProviders:
          - name: ci
            oidc: { issuer: "https://agent.ci.example", audience: "https://access.acme.example", jwks: { keys: [] } }
          - name: mesh
            spiffe: { trustDomain: acme.example }
        environments:
          - name: staging
          - name: production
            approvals: 2
        pipelines:
          - name: deploy
            provider: ci
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: deploy
            id: 0187c6a2-0000-4000-8000-000000000002
        workloads:
          - { name: storefront, spiffeId: "spiffe://acme.example/storefront" }
        services:
          - name: payments
            deployments:
              - { environment: staging, hosts: [payments.staging.example], upstream: "https://10.0.4.11:8443", hops: [opa] }
              - { environment: production, hosts: [payments.example], upstream: "https://10.0.4.12:8443", hops: [opa] }
          - name: queue
            deployments:
              - { environment: staging, protocol: tcp, spiffeId: "spiffe://acme.example/queue", hops: [opa] }
        roles:
          - name: reader
            permissions:
              - { services: { names: [payments] }, methods: [GET], paths: ["/status/**"] }
          - name: migrator
            permissions:
              - { services: { names: [payments] }, methods: [POST], paths: ["/migrations/**"] }
        grants:
          - name: deploy-reads-staging
            effect: allow
            principals: { pipelines: { names: [deploy] } }
            role: reader
            environments: [staging]
            when: { branches: [main] }
          - name: deploy-reads-production
            effect: allow
            principals: { pipelines: { names: [deploy] } }
            role: reader
            environments: [production]
            when: { branches: [main] }
        tests:
          - name: features read no production
            given: { pipeline: deploy, branch: feature, environment: production, service: payments, method: GET, path: /status }
            expect: deny

        """;

    /// <summary>A patch that changes access to one environment and nowhere else.</summary>
    public static string GrantPatch(string environment, string name = "added", string reason = "in a test") =>
        $$$"""
        {"upsert":{"grants":[{"name":"{{{name}}}","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"migrator","environments":["{{{environment}}}"],"when":{"branches":["main"]},"reason":"{{{reason}}}"}]}}
        """;

    /// <summary>The document with one text in place of another, which must be there.</summary>
    public static string With(string old, string replacement) =>
        Yaml.Contains(old, StringComparison.Ordinal) ? Yaml.Replace(old, replacement, StringComparison.Ordinal) : throw new ArgumentException($"no `{old}` in the document", nameof(old));
}
