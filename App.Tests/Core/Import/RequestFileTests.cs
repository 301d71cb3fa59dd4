using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Import.Requests;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Documents;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Import;

/// <summary>Files of requests: four ways to write them, one reading, everything wrong told at once.</summary>
public sealed class RequestFileTests
{
    [Theory]
    [InlineData(RequestFormat.Csv, "Pipeline,branch,environment,service,method,path\ndeploy,main,production,api,GET,/x\n,,staging,api,POST,/\n")]
    [InlineData(RequestFormat.Csv, "pipeline;branch;environment;service;method;path;effect;grant\r\ndeploy;main;production;api;GET;/x;allow;g\r\n\r\n;;staging;api;POST;/;deny;\r\n")]
    [InlineData(RequestFormat.Json, """[{"pipeline":"deploy","branch":"main","environment":"production","service":"api","method":"GET","path":"/x"},{"environment":"staging","service":"api","method":"POST","path":"/"}]""")]
    [InlineData(RequestFormat.Json, "{\"requests\":[{\"pipeline\":\"deploy\",\"branch\":\"main\",\"environment\":\"production\",\"service\":\"api\",\n\"method\":\"GET\",\"path\":\"/x\"},{\"environment\":\"staging\",\"service\":\"api\",\"method\":\"POST\",\"path\":\"/\"}]}")]
    [InlineData(RequestFormat.JsonLines, "{\"pipeline\":\"deploy\",\"branch\":\"main\",\"environment\":\"production\",\"service\":\"api\",\"method\":\"GET\",\"path\":\"/x\"}\r\n\n{\"environment\":\"staging\",\"service\":\"api\",\"method\":\"POST\",\"path\":\"/\"}")]
    [InlineData(RequestFormat.Yaml, "# calls\n- { pipeline: deploy, branch: main, environment: production, service: api, method: GET, path: /x }\n- environment: staging\n  service: api\n  method: POST\n  path: /\n")]
    [InlineData(RequestFormat.Yaml, "requests:\n- { pipeline: deploy, branch: main, environment: production, service: api, method: GET, path: /x }\n- { environment: staging, service: api, method: POST, path: / }\n")]
    public void Requests_OfEachForm_AreTheSame(RequestFormat format, string text)
    {
        var file = Read(text);
        Assert.Empty(file.Problems);
        Assert.Equal(format, file.Format);
        Assert.Equal(
            [
                new DecisionRequest { Pipeline = "deploy", Branch = "main", Environment = "production", Service = "api", Method = "GET", Path = "/x" },
                new DecisionRequest { Environment = "staging", Service = "api", Method = "POST", Path = "/" },
            ],
            file.Requests.Select(r => r.Request));
    }

    [Fact]
    public void OneRequest_StandsAlone()
    {
        var file = Read("{ \"environment\": \"staging\",\n \"service\": \"api\", \"method\": \"GET\", \"path\": \"/\" }");
        Assert.Equal((RequestFormat.Json, 1), (file.Format, Assert.Single(file.Requests).Line));
    }

    [Fact]
    public void Lines_AreThoseOfTheFile()
    {
        Assert.Equal([3, 5], Read("# calls\n\n- { environment: e, service: s, method: GET, path: / }\n\n- { environment: e, service: s, method: GET, path: / }\n").Requests.Select(r => r.Line));
        Assert.Equal([2, 4], Read("environment,service,method,path\ne,s,GET,/\n\ne,s,GET,/\n").Requests.Select(r => r.Line));
    }

    [Fact]
    public void Problems_OfATable_AreAllToldWithRowColumnAndMember()
    {
        var problems = Read("pipeline,environment,service,method,path,time,claims\n,,s,GET,/,yesterday,\n,e,s,GET,/,,\"{\"\"a\"\":\"\nx,e,s,\"GE\u202eT\",/,,[1]\n").Problems;
        Assert.Equal(
            [
                (2, 2, "/0/environment", DiagnosticCodes.MissingMember), (2, 6, "/0/time", DiagnosticCodes.TimeInvalid), (3, 7, "/1/claims", DiagnosticCodes.JsonSyntax),
                (4, 4, "/2/method", DiagnosticCodes.TextCharacter), (4, 7, "/2/claims", DiagnosticCodes.WrongType),
            ],
            problems.Select(p => (p.Line!.Value, p.Column!.Value, p.Pointer, p.Code)));
    }

    [Theory]
    [InlineData("- { environment: e, service: s, method: GET, path: /, brunch: main }\n- 7\n", "/0/brunch 1:55 unknown_member,/1 2:3 wrong_type")]
    [InlineData("[{\"environment\":\"e\",\"service\":\"s\",\"method\":\"GET\",\"path\":\"/\",\"path\":\"/\"},\n{\"environment\":1,\"service\":\"s\",\"method\":\"GET\",\"path\":\"/\"}]", "/0/path 1:61 duplicate_key,/1/environment 2:16 not_a_string")]
    [InlineData("{\"requests\":[{\"environment\":\"e\",\"service\":\"s\",\"method\":\"GET\"}]}", "/0/path 1:14 missing_member")]
    [InlineData("{\"environment\":\"e\",\"service\":\"s\",\"method\":\"GET\",\"path\":\"/\"}\n{\"environment\":\n{\"service\":\"s\",\"method\":\"GET\",\"path\":\"/\"}", "/1 2:16 json_syntax,/2/environment 3:1 missing_member")]
    [InlineData("environment,servise\ne,s\n", " 1:2 csv_columns")]
    [InlineData("environment,environment\ne,s\n", " 1:2 csv_columns")]
    [InlineData(" \n", " 1:1 document_empty")]
    public void Problems_OfEachForm_AreAllToldWithTheirPlace(string text, string expected) =>
        Assert.Equal(expected, string.Join(',', Read(text).Problems.Select(p => $"{p.Pointer} {p.Line}:{p.Column} {p.Code}")));

    [Fact]
    public void Limits_HaveErrorsThatNameThem()
    {
        const string Row = "e,s,GET,/\n";
        var many = "environment,service,method,path\n" + string.Concat(Enumerable.Repeat(Row, RequestFile.MaxRequests));
        Assert.Equal(RequestFile.MaxRequests, Read(many).Requests.Length);
        Assert.Contains("more than 10,000 requests", Assert.Single(Read(many + Row).Problems).Message, StringComparison.Ordinal);
        Assert.Contains("more than 10,000 requests", Assert.Single(Read(string.Concat(Enumerable.Repeat("{\"environment\":\"e\",\"service\":\"s\",\"method\":\"G\",\"path\":\"/\"}\n", 10_001))).Problems).Message, StringComparison.Ordinal);
        Assert.Contains("larger than 4 MB", Assert.Single(Read(new string(' ', RequestFile.MaxBytes + 1)).Problems).Message, StringComparison.Ordinal);
        Assert.Equal(DiagnosticCodes.TextNotUtf8, Assert.Single(RequestFile.Read([0xff, 0xfe, 0x41]).Problems).Code);
    }

    [Fact]
    public void Sheet_OfDecisions_ReadsBackAsTheSameRequests() => DocumentGenerators.Tests.Array[1, 6].Sample(tests =>
    {
        var policy = PolicySet.Empty;
        var asked = tests.Select((t, i) => new FileRequest(t.Given, i + 2)).ToArray();
        var decided = DecidedRequest.All(policy, new RequestFile(RequestFormat.Json, [.. asked], []), DateTimeOffset.UnixEpoch);
        var again = Read(DecisionSheet.Header + string.Concat(decided.Select(DecisionSheet.Row)));
        Assert.Empty(again.Problems);
        Assert.Equal(asked.Select(a => a.Request), again.Requests.Select(r => r.Request));
    });

    [Fact]
    public void Sheet_HasNoCellThatASpreadsheetWouldRun()
    {
        var asked = new FileRequest(new DecisionRequest { Pipeline = "=cmd|'/c calc'!A0", Environment = "e", Service = "s", Method = "GET", Path = "/" }, 2);
        var row = DecisionSheet.Row(Assert.Single(DecidedRequest.All(PolicySet.Empty, new RequestFile(RequestFormat.Csv, [asked], []), DateTimeOffset.UnixEpoch)));
        Assert.StartsWith("'=cmd", row, StringComparison.Ordinal);
    }

    private static RequestFile Read(string text) => RequestFile.Read(Encoding.UTF8.GetBytes(text));
}
