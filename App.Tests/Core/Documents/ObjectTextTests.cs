using AccessConsole.Core.Documents.Editing;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Documents;

public sealed class ObjectTextTests
{
    private const string Service =
        """
        # the till
        name: till # asked for by finance
        labels:
          # who is called at night
          team: shop
          tier: "1"
        deployments:
          # first of all
          - environment: production # live
            hosts:
              - till.acme.example # public
              - kasse.acme.example
            hops: [nginx, # the gateway
              istio]
          # then
          - { environment: staging, hosts: [till.staging.acme.example], upstream: "https://10.0.0.1" }
        # the end

        """;

    // Lists and objects, in blocks and in brackets, with a comment wherever one may stand.
    private static readonly string[] Texts =
    [
        Service,
        "name: a\n",
        "name: a",
        "{ name: a, labels: { b: c }, deployments: [ ] }",
        "---\nname: 'it''s' # one\nlabels: {} # two\ndeployments: [] # three\n",
        "name: >-\n  folded\n  text\n# four\nlabels:\n    deep: |\n      literal\n\n    next: x\ndeployments:\n- hosts:\n  - a\n  - b\n  # five\n  environment: c\n-\n  # six\n  environment: d\n",
        "\"name\" : \"a \\\" b\"\nlabels: # seven\ndeployments:\n  -\n  - environment:\n",
    ];

    private static readonly string[] Pointers =
    [
        "/name", "/labels", "/labels/team", "/labels/new", "/labels/deep", "/deployments/0/environment", "/deployments/1/environment", "/deployments/0/hosts/0", "/deployments/0/hosts",
        "/deployments/0/kubernetes/selector/app", "/deployments/1/upstream", "/deployments/0/hops/1", "/when/branches",
    ];

    /// <summary>How comments are counted here, so that no value may have it.</summary>
    private const string CommentSign = " # ";

    private static readonly Gen<string> Words = Gen.OneOf(
        Picked("", "x", "yes", "1", "null", "a: b", "# no comment", "it's", "\"quoted\"", "{*}", "/a/**", "ü – 漢 😀", " padded ", "two\nlines", "two\nlines\n", "tab\t", "- dash", "[x]", "~", "\u0085\u2028"), Gen.String[Gen.Char[' ', '~'], 0, 12].Where(text => !text.Contains(CommentSign, StringComparison.Ordinal)));

    [Fact]
    public void Value_Changed_LeavesEverythingElseToTheLetter()
    {
        var text = ObjectText.Parse(Service).Set("/name", NewValue.Of("shop-till")).Set("/deployments/0/hosts/1", NewValue.Of("b.example")).Set("/deployments/1/upstream", NewValue.Of("https://10.0.0.2:8443"));
        Assert.Equal(
            Service.Replace("name: till #", "name: shop-till #", StringComparison.Ordinal).Replace("kasse.acme.example", "b.example", StringComparison.Ordinal).Replace("\"https://10.0.0.1\"", "https://10.0.0.2:8443", StringComparison.Ordinal),
            text.Text);
    }

    [Fact]
    public void Members_AndItems_AreAddedAndTakenOutWhereTheyBelong()
    {
        var text = ObjectText.Parse(Service)
            .SetMembers("/labels", [("team", "pay"), ("data", "cards")])
            .SetValues("/deployments/0/hosts", ["till.acme.example", "third.acme.example"])
            .SetValues("/deployments/0/hops", ["nginx"])
            .Set("/deployments/0/consul/service", NewValue.Of("till"))
            .Add("/deployments", NewValue.Map(("environment", NewValue.Of("test")), ("hosts", NewValue.Texts(["a", "b: c"]))))
            .Remove("/deployments/1");
        Assert.Equal(
            """
            # the till
            name: till # asked for by finance
            labels:
              # who is called at night
              team: pay
              data: cards
            deployments:
              # first of all
              - environment: production # live
                hosts:
                  - till.acme.example # public
                  - third.acme.example
                hops: [nginx]
                consul:
                  service: till
              # then
              - environment: test
                hosts: [a, "b: c"]
            # the end

            """,
            text.Text);
    }

    [Fact]
    public void LastItem_TakenOut_TakesAlongWhatSaysNothingWithoutIt() =>
        Assert.Equal("name: a\nrole: b\n", ObjectText.Parse("name: a\nwhen:\n  branches:\n    - main\nrole: b\n").Remove("/when/branches/0").Text);

    [Fact]
    public void FirstMember_BehindADash_GivesItsPlaceToTheNext() =>
        Assert.Equal("name: a\nx:\n  - c: 2\n    d: 3\n", ObjectText.Parse("name: a\nx:\n  - b: 1\n    c: 2\n    d: 3\n").Remove("/x/0/b").Text);

    [Theory]
    [InlineData("name: a\nname: b\n")]
    [InlineData("name: &x a\n")]
    [InlineData("name: *x\n")]
    [InlineData("name: !!str a\n")]
    [InlineData("? name\n: a\n")]
    [InlineData("- a\n")]
    [InlineData("a\n")]
    [InlineData("# nothing\n")]
    [InlineData("")]
    [InlineData("name: [a\n")]
    [InlineData("name: a\n---\nname: b\n")]
    public void Text_ThatCannotBeChangedPieceByPiece_SaysSo(string text)
    {
        Assert.False(ObjectText.Parse(text).IsEditable);
        Assert.Equal("", ObjectText.Parse(text).Value("/name"));
    }

    [Fact]
    public void TextOfSeveralLines_Replaced_KeepsTheCommentBehindItsSign()
    {
        var text = ObjectText.Parse("name: a # why\n").Set("/name", NewValue.Of("two\nlines\n"));
        Assert.Equal("name: | # why\n  two\n  lines\n", text.Text);
        Assert.Equal("name: b # why\n", text.Set("/name", NewValue.Of("b")).Text);
    }

    /// <summary>Against a model: values without any text around them.</summary>
    [Fact]
    public void AnyEdits_ChangeTheirValuesOnly_AndKeepEveryCommentThatIsNotWithinThem()
    {
        var edit = Gen.Select(Picked(Pointers), Gen.Int[0, 4], Words, Words);
        Gen.Select(Picked(Texts), edit.Array[1, 6]).Sample(
            (start, edits) =>
            {
                var text = ObjectText.Parse(start);
                foreach (var (pointer, act, one, two) in edits)
                {
                    var (next, wanted) = Apply(text, pointer, act, one, two);
                    Assert.True(next.IsEditable, next.Text);
                    wanted(next);
                    foreach (var other in Pointers.Where(p => !IsRelated(p, pointer)))
                        Assert.Equal((text.Has(other), text.Value(other), text.Values(other), text.Count(other)), (next.Has(other), next.Value(other), next.Values(other), next.Count(other)));
                    if (act == 0 && text.Has(pointer) && text.Count(pointer) == 0)
                        Assert.Equal(Comments(text), Comments(next));
                    text = next;
                }
            },
            iter: 3000);
    }

    private static (ObjectText Next, Action<ObjectText> Wanted) Apply(ObjectText text, string pointer, int act, string one, string two)
    {
        switch (act)
        {
            case 0:
                return (text.Set(pointer, NewValue.Of(one)), next => Assert.Equal(one, next.Value(pointer)));
            case 1:
                return (text.Add(pointer, NewValue.Of(one)), next => Assert.Equal(one, next.Values(pointer)[^1]));
            case 2:
                string[] values = [.. new[] { one, two }.Distinct()];
                return (text.SetValues(pointer, values), next => Assert.Equal(values, next.Values(pointer)));
            case 3:
                var item = NewValue.Map((two, NewValue.Of(one)), ("list", NewValue.Items(NewValue.Map(("x", NewValue.Texts([one, two]))))));
                return two == "list" ? (text, _ => { }
                ) : (text.Set(pointer, item), next =>
                {
                    Assert.Equal(one, next.Value($"{pointer}/{ObjectText.Step(two)}"));
                    Assert.Equal([one, two], next.Values($"{pointer}/list/0/x"));
                }
                );
            default:
                return pointer is "/name" ? (text, _ => { }) : (text.Remove(pointer), next => Assert.True(!next.Has(pointer) || IsOneFewer(text, next, pointer)));
        }
    }

    private static Gen<string> Picked(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    /// <summary>An item that is taken out, alone or with the last that it says, gives its number to the next.</summary>
    private static bool IsOneFewer(ObjectText text, ObjectText next, string pointer) =>
        Pointers.Append("/deployments").Any(list => pointer.StartsWith(list + "/", StringComparison.Ordinal) && next.Count(list) == text.Count(list) - 1);

    private static bool IsRelated(string one, string other) => one.Split('/')[1] == other.Split('/')[1];

    private static int Comments(ObjectText text) => text.Text.Split('\n').Count(l => l.TrimStart().StartsWith('#') || l.Contains(CommentSign, StringComparison.Ordinal));
}
