namespace AccessConsole.Core.Diagnostics;

/// <summary>The codes of problems that documents and policies can have. Stable: machines match on them.</summary>
public static class DiagnosticCodes
{
    // The text as such.
    public const string TextTooLarge = "text_too_large";
    public const string TextNotUtf8 = "text_not_utf8";
    public const string TextCharacter = "text_character";
    public const string YamlSyntax = "yaml_syntax";
    public const string YamlAlias = "yaml_alias";
    public const string YamlAnchor = "yaml_anchor";
    public const string YamlTag = "yaml_tag";
    public const string YamlSeveralDocuments = "yaml_several_documents";
    public const string JsonSyntax = "json_syntax";
    public const string DuplicateKey = "duplicate_key";
    public const string NestingTooDeep = "nesting_too_deep";
    public const string CsvSyntax = "csv_syntax";
    public const string CsvColumns = "csv_columns";
    public const string DocumentEmpty = "document_empty";
    public const string TooManyProblems = "too_many_problems";

    // The shape of a value.
    public const string UnknownMember = "unknown_member";
    public const string MissingMember = "missing_member";
    public const string ConflictingMembers = "conflicting_members";
    public const string WrongType = "wrong_type";
    public const string NotAString = "not_a_string";
    public const string NullValue = "null_value";
    public const string EmptyValue = "empty_value";
    public const string UnknownWord = "unknown_word";
    public const string ApiVersion = "api_version";
    public const string DurationInvalid = "duration_invalid";
    public const string TimeInvalid = "time_invalid";
    public const string IdInvalid = "id_invalid";
    public const string SpiffeIdInvalid = "spiffe_id_invalid";
    public const string PathTemplateInvalid = "path_template_invalid";
    public const string PatternInvalid = "pattern_invalid";
    public const string MethodInvalid = "method_invalid";
    public const string KeyPrivate = "key_private";
    public const string KeySymmetric = "key_symmetric";
    public const string KeyInvalid = "key_invalid";
    public const string ClaimsInvalid = "claims_invalid";

    // Names, ids, references, sizes.
    public const string NameInvalid = "name_invalid";
    public const string NameDuplicate = "name_duplicate";
    public const string IdDuplicate = "id_duplicate";
    public const string UnknownReference = "unknown_reference";
    public const string SelectorEmpty = "selector_empty";
    public const string LabelsInvalid = "labels_invalid";
    public const string ListTooLong = "list_too_long";

    // Identity providers.
    public const string ProviderKind = "provider_kind";
    public const string ProviderMismatch = "provider_mismatch";
    public const string ProviderKeys = "provider_keys";
    public const string IssuerInvalid = "issuer_invalid";
    public const string IssuerDuplicate = "issuer_duplicate";
    public const string JwksUriInvalid = "jwks_uri_invalid";
    public const string AudienceInvalid = "audience_invalid";
    public const string TokenHeaderInvalid = "token_header_invalid";
    public const string TokenLifetimeRange = "token_lifetime_range";
    public const string TrustDomainInvalid = "trust_domain_invalid";
    public const string TrustDomainDuplicate = "trust_domain_duplicate";
    public const string CiPathInvalid = "ci_path_invalid";
    public const string TrustBundleInvalid = "trust_bundle_invalid";
    public const string TrustBundleMissing = "trust_bundle_missing";

    // Environments, pipelines and workloads.
    public const string ApprovalsRange = "approvals_range";
    public const string SlugInvalid = "slug_invalid";
    public const string PipelineDuplicate = "pipeline_duplicate";
    public const string PipelineIdMissing = "pipeline_id_missing";
    public const string SpiffeIdShared = "spiffe_id_shared";
    public const string SpiffeIdOfGateway = "spiffe_id_of_gateway";
    public const string WorkloadIdentity = "workload_identity";
    public const string ClaimNameInvalid = "claim_name_invalid";

    // Services.
    public const string DeploymentDuplicate = "deployment_duplicate";
    public const string HostInvalid = "host_invalid";
    public const string HostDuplicate = "host_duplicate";
    public const string UpstreamInvalid = "upstream_invalid";
    public const string UpstreamLoopback = "upstream_loopback";
    public const string UpstreamLinkLocal = "upstream_link_local";
    public const string HopGatewayMissing = "hop_gateway_missing";
    public const string HopTargetUnsupported = "hop_target_unsupported";
    public const string ProbeNotExact = "probe_not_exact";
    public const string StreamDurationRange = "stream_duration_range";
    public const string KubernetesInvalid = "kubernetes_invalid";
    public const string ConsulInvalid = "consul_invalid";
    public const string ConsulDuplicate = "consul_duplicate";

    // Roles, grants and tests.
    public const string PermissionEmpty = "permission_empty";
    public const string ProtocolMismatch = "protocol_mismatch";
    public const string AnyoneRestricted = "anyone_restricted";
    public const string ValidityEmpty = "validity_empty";
    public const string ValidityRange = "validity_range";
    public const string GrantExpired = "grant_expired";
    public const string RateLimitRange = "rate_limit_range";
    public const string ReasonInvalid = "reason_invalid";
    public const string TestCaller = "test_caller";

    // Patches.
    public const string PatchConflict = "patch_conflict";
    public const string DeleteMissing = "delete_missing";
    public const string DeleteReferenced = "delete_referenced";

    // Imports.
    public const string ImportConflict = "import_conflict";

    // Lint: allowed, but weaker than it looks.
    public const string LintStep = "lint_step";
    public const string LintSlug = "lint_slug";
    public const string LintQueueName = "lint_queue_name";
    public const string LintBranchOnly = "lint_branch_only";
    public const string LintNoExpiry = "lint_no_expiry";
    public const string LintSelectsAll = "lint_selects_all";
    public const string LintClaims = "lint_claims";
    public const string LintMatchesNobody = "lint_matches_nobody";
    public const string LintCovered = "lint_covered";
    public const string LintDenied = "lint_denied";
}
