using AccessConsole.Distribution.Catalog;
using Microsoft.Extensions.Primitives;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Writes the two good answers: an archive, or that the client's copy is current.</summary>
internal static class BundleWriter
{
    private const int PieceSize = 32 << 10;
    private const string GzipType = "application/gzip";
    private const string OpaLongPollType = "application/vnd.openpolicyagent.bundles";

    public static readonly StringValues AlwaysRevalidate = "private, no-cache";
    public static readonly StringValues Immutable = "private, max-age=31536000, immutable";
    private static readonly StringValues VaryPrefer = "Prefer";

    /// <param name="clientTag">The tag of the copy that is current: the bundle's, or one of a newer revision.</param>
    public static Task NotModifiedAsync(HttpContext context, ServedBundle bundle, string clientTag, string? freshness, in StringValues cacheControl)
    {
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        Describe(context.Response.Headers, bundle, freshness, cacheControl);
        if (!ReferenceEquals(clientTag, bundle.ETag) && EntityTag.Read(clientTag) is { } newer)
            DescribeNewer(context.Response.Headers, clientTag, newer);
        return Task.CompletedTask;
    }

    public static Task ArchiveAsync(HttpContext context, ServedBundle bundle, string? freshness, in StringValues cacheControl, bool isOpaLongPoll)
    {
        var response = context.Response;
        Describe(response.Headers, bundle, freshness, cacheControl);
        response.ContentType = isOpaLongPoll ? OpaLongPollType : GzipType;
        response.ContentLength = bundle.Stored.Archive.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : SendAsync(context, bundle.Stored.Archive);
    }

    private static void Describe(IHeaderDictionary headers, ServedBundle bundle, string? freshness, in StringValues cacheControl)
    {
        headers.ETag = bundle.ETag;
        headers.CacheControl = cacheControl;
        headers.Vary = VaryPrefer;
        headers["Access-Revision"] = bundle.Revision;
        headers["Repr-Digest"] = bundle.ReprDigest;
        if (freshness is not null)
            headers["Access-Freshness"] = freshness;
    }

    /// <summary>The headers of a copy that another replica handed out are those of that copy.</summary>
    private static void DescribeNewer(IHeaderDictionary headers, string clientTag, EntityTag newer)
    {
        headers.ETag = clientTag;
        headers["Access-Revision"] = newer.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers["Repr-Digest"] = EntityTag.ReprDigest(Convert.FromHexString(newer.Sha256Hex));
    }

    /// <summary>In pieces, so that a slow client holds one piece in memory and not the archive.</summary>
    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> archive)
    {
        for (var sent = 0; sent < archive.Length; sent += PieceSize)
        {
            var piece = archive.Slice(sent, Math.Min(PieceSize, archive.Length - sent));
            var flushed = await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
            if (flushed.IsCompleted)
                return;
        }
    }
}
