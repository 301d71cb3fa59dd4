using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Validation;

namespace AccessConsole.Tests.Core.Validation;

/// <summary>A document without any problem, which tests damage in one place each.</summary>
internal static class ValidPolicy
{
    public const string Yaml =
        """
        apiVersion: access/v1
        identityProviders:
          - name: buildkite
            oidc:
              issuer: https://agent.buildkite.com
              audience: https://access.acme.example
              identifyBy: uuid
              maxTokenLifetime: 10m
              tokenHeader: Authorization
              algorithms: [RS256, ES256]
              jwksUri: https://agent.buildkite.com/.well-known/jwks
          - name: github
            oidc:
              issuer: https://github.example
              audience: https://access.acme.example
              jwks:
                keys: []
          - name: mesh
            spiffe:
              trustDomain: acme.example
              ciPaths: [/ci]
              trustBundle: |
                BUNDLE
        environments:
          - name: production
            approvals: 2
            exactness: at-least-one-hop
          - name: staging
        pipelines:
          - name: deploy
            provider: buildkite
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: deploy
            id: 0187c6a2-0000-4000-8000-000000000002
            spiffeId: spiffe://acme.example/ci/deploy
            labels: { team: payments }
          - name: build
            provider: buildkite
            organization: { slug: acme, id: 01860a1c-0000-4000-8000-000000000001 }
            slug: build
            id: 0187c6a2-0000-4000-8000-000000000003
        workloads:
          - name: shop
            spiffeId: spiffe://acme.example/ns/shop
          - name: nightly
            provider: github
            claims: { sub: "repo:acme" }
        services:
          - name: payments
            deployments:
              - environment: production
                hosts: [payments.acme.example]
                upstream: https://10.0.4.12:8443
                hops: [{ engine: nginx, spiffeId: "spiffe://acme.example/gateway" }, opa]
                probes: [/healthz]
                maxStreamDuration: 1h
                kubernetes: { namespace: payments, selector: { app: api }, port: 8443 }
                consul: { service: payments }
              - environment: staging
                hosts: [payments.acme.example]
          - name: queue
            deployments:
              - environment: production
                protocol: tcp
          - name: ledger
            deployments:
              - environment: production
                protocol: grpc
        roles:
          - name: migrator
            permissions:
              - services: { names: [payments] }
                methods: [GET, POST]
                paths: ["/admin/**"]
          - name: reader
            permissions:
              - services: { names: [payments] }
                methods: [GET]
                paths: [/version]
        grants:
          - name: deploys
            effect: allow
            principals: { pipelines: { names: [deploy] } }
            role: migrator
            environments: [production]
            when: { branches: [main], sources: [webhook], queues: [0187c6a2-0000-4000-8000-00000000000a] }
            validFrom: 2026-11-01T00:00:00Z
            expires: 2027-02-01T00:00:00Z
            rateLimit: { requests: 60, per: minute, burst: 10 }
            reason: schema moves
          - name: version
            effect: allow
            principals: { anyone: true }
            role: reader
            environments: [staging]
        tests:
          - name: feature branches never migrate
            given: { pipeline: deploy, branch: feature/x, environment: production, service: payments, method: POST, path: /admin/1 }
            expect: deny

        """;

    public static readonly ValidationOptions Options = new([Target.Nginx, Target.Opa], IsDevelopment: false, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The document with a real certificate in its bundle.</summary>
    public static string Text { get; } = Yaml.Replace("BUNDLE", string.Join("\n        ", TestCertificates.Pem.TrimEnd().Split('\n')), StringComparison.Ordinal);

    public static CheckedDocument Check(string yaml) => DocumentCheck.Check(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml, Options);

    /// <summary>The document with one text in place of another, which must be there.</summary>
    public static string With(string old, string replacement)
    {
        var position = Text.IndexOf(old, StringComparison.Ordinal);
        return position >= 0 ? Text[..position] + replacement + Text[(position + old.Length)..] : throw new ArgumentException($"no `{old}` in the document", nameof(old));
    }
}
