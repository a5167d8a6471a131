using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Emulator.Hosting;

/// <summary>Reads a body whole: a signature covers its raw bytes.</summary>
internal static class RequestBody
{
    public const int Limit = 1024 * 1024;

    /// <returns>The body, or null when it is larger than <see cref="Limit"/>.</returns>
    public static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read = await body.ReadAtLeastAsync(Limit + 1, context.RequestAborted).ConfigureAwait(false);
        bool fits = read.Buffer.Length <= Limit;
        byte[]? bytes = fits ? read.Buffer.ToArray() : null;
        body.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
