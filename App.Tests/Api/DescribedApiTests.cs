using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>That an answer which is not as described is noticed.</summary>
public sealed class DescribedApiTests
{
    private const string Answer = """{"name":"deploy","revision":3,"by":null}""";

    private static readonly DescribedApi Api = new(JsonNode.Parse(
        """
        {
          "paths": {
            "/api/v1/things/{id}": {
              "get": {
                "operationId": "getThing",
                "security": [{ "session": [] }],
                "responses": {
                  "200": { "headers": { "ETag": {} }, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                  "404": { "content": { "application/problem+json": { "schema": { "type": "object" } } } }
                }
              }
            },
            "/api/v1/things/standing": {
              "get": { "operationId": "listThings", "security": [{ "bearer": [] }], "responses": { "204": {} } }
            }
          },
          "components": {
            "schemas": {
              "Thing": {
                "type": "object", "required": ["name", "revision"],
                "properties": {
                  "name": { "type": "string" }, "revision": { "type": "integer" }, "by": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Thing" }] }
                }
              }
            }
          }
        }
        """)!);

    [Fact]
    public void Answer_AsDescribed_IsNoMistake() => Assert.Null(Find());

    [Theory]
    [InlineData("""{"name":"deploy","revision":3,"by":null,"age":1}""", "age")]
    [InlineData("""{"name":"deploy","revision":3,"by":{"name":"x","revision":1,"more":{}}}""", "by")]
    [InlineData("""{"name":"deploy","by":null}""", "revision")]
    [InlineData("""{"name":"deploy","revision":"3"}""", "revision")]
    [InlineData("[]", "type")]
    public void Body_OtherThanItsSchema_IsAMistake(string body, string says) => Assert.Contains(says, Find(body: body), StringComparison.Ordinal);

    [Fact]
    public void Status_NotListed_IsAMistake() => Assert.Contains("does not list", Find(status: HttpStatusCode.Conflict), StringComparison.Ordinal);

    [Fact]
    public void MediaType_NotListed_IsAMistake() => Assert.Contains("application/yaml", Find(mediaType: "application/yaml"), StringComparison.Ordinal);

    [Fact]
    public void Header_NotGiven_IsAMistake() => Assert.Contains("ETag", Find(tag: null), StringComparison.Ordinal);

    [Fact]
    public void Header_NotDescribed_IsAMistake() => Assert.Contains("ETag", Find(status: HttpStatusCode.NotFound, mediaType: "application/problem+json", body: "{}"), StringComparison.Ordinal);

    [Fact]
    public void Token_WhereOnlySessionsMayCall_IsAMistake() => Assert.Contains("sessions only", Find(isByToken: true), StringComparison.Ordinal);

    [Fact]
    public void Body_WhereNoneIsDescribed_IsAMistake() => Assert.Contains("a body", Find("/api/v1/things/standing", status: HttpStatusCode.NoContent, tag: null), StringComparison.Ordinal);

    [Fact]
    public void Success_OfNoOperation_IsAMistake() => Assert.Contains("no operation", Find("/api/v1/others"), StringComparison.Ordinal);

    private static string? Find(
        string path = "/api/v1/things/7", string body = Answer, HttpStatusCode status = HttpStatusCode.OK, string mediaType = "application/json", string? tag = "\"1\"", bool isByToken = false)
    {
        using var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (tag is not null)
            answer.Headers.ETag = new EntityTagHeaderValue(tag);
        return Api.FindMistake(HttpMethod.Get, path, isByToken, status, answer.Headers, answer.Content.Headers, Encoding.UTF8.GetBytes(body));
    }
}
