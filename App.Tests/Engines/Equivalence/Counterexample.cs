using AccessConsole.Core.Documents;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>A policy and a request that the engine and the evaluator decide differently.</summary>
internal sealed record Counterexample(Scene Scene, EngineRequest Request, Finding Finding)
{
    public override string ToString() =>
        $"{Finding.Said}\nrequest: {Request}\nbundle of {Scene.Environment}{(Scene.Slice is null ? "" : $"/{Scene.Slice}")} at {Scene.Now:O}\npolicy:\n{PolicyPrinter.ToYaml(Scene.Document)}";
}
