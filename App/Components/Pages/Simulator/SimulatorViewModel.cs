using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>Asks the policy in force what it would say, and why.</summary>
public sealed class SimulatorViewModel(LivePolicy live, DraftWorkflow workflow, TimeProvider clock)
{
    public SimulatorQuery Query { get; private set; } = new();

    public SimulatorAnswer? Answer { get; private set; }

    /// <summary>Why the question cannot be asked; null where it can.</summary>
    public string? Problem { get; private set; }

    public PolicySet Policy => live.Current.Policy;

    public void Show(SimulatorQuery query)
    {
        Query = query;
        (Answer, Problem) = (null, null);
        if (query.IsComplete)
            Ask();
    }

    /// <summary>Adds the question with its present answer to a new draft, as a test.</summary>
    /// <param name="name">The test's name.</param>
    public Task<DraftResult> SaveAsTestAsync(ConsoleUser user, string name, CancellationToken cancellationToken)
    {
        var answer = Answer ?? throw new InvalidOperationException("nothing was asked");
        // A test without a time is about whenever it runs; one asked about a time keeps it.
        var test = new PolicyTest { Name = name, Given = answer.Request, Expect = answer.Decision.Effect };
        return workflow.CreateAsync(user, new NewDraft($"Add test {name}", new PolicyPatch { Upserts = [test] }, answer.Revision), cancellationToken);
    }

    private void Ask()
    {
        if (Read() is not { } request)
            return;
        var state = live.Current;
        var decision = Evaluator.Explain(state.Policy, RequestReader.ToAccessRequest(state.Policy, request, clock.GetUtcNow()));
        Answer = new SimulatorAnswer(request, decision, state.Revision);
    }

    /// <summary>Reads the question as the API would, so that both mean the same.</summary>
    private DecisionRequest? Read()
    {
        var json = new JsonObject();
        if (!TryAddCaller(json))
            return null;
        (string Name, string Value)[] members =
        [
            ("environment", Query.Environment), ("service", Query.Service), ("method", Query.Method), ("path", Query.Path),
            ("time", Query.Time.Length == 0 ? "" : Query.Time + (Query.Time.Length == 16 ? ":00Z" : "Z")),
        ];
        (string Name, string Value)[] build =
        [
            ("branch", Query.Branch), ("tag", Query.Tag), ("source", Query.Source), ("queue", Query.Queue), ("cluster", Query.Cluster), ("step", Query.Step),
        ];
        foreach (var (name, value) in Query.Caller == "pipeline" ? members.Concat(build) : members)
        {
            if (value.Length > 0)
                json[name] = value;
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));
        var (request, problems) = DecisionRequestJson.Read(document.RootElement);
        Problem = problems.FirstOrDefault()?.Message;
        return problems.IsEmpty ? request : null;
    }

    private bool TryAddCaller(JsonObject json)
    {
        try
        {
            switch (Query.Caller)
            {
                case "pipeline" or "workload":
                    json[Query.Caller] = Query.Identity.Trim();
                    break;
                case "spiffe":
                    json["spiffeId"] = Query.Identity.Trim();
                    break;
                case "claims":
                    json["claims"] = JsonNode.Parse(Query.Identity);
                    break;
            }

            return true;
        }
        catch (JsonException e)
        {
            Problem = string.Create(CultureInfo.InvariantCulture, $"the claims are not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return false;
        }
    }
}
