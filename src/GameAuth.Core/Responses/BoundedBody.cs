using System.Buffers;
using System.Runtime.CompilerServices;

namespace GameAuth.Providers;

/// <summary>Reads a body up to a cap. HttpClient has already decompressed the stream, so that a small answer that swells is cut off too.</summary>
internal static class BoundedBody
{
    private const int Chunk = 16 * 1024;

    /// <summary>Null when there is more than the cap. What is left is never read; disposing the response gives its connection up.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int cap, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > cap)
        {
            return null;
        }

        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable _ = stream.ConfigureAwait(false);
        ArrayBufferWriter<byte> body = new(Chunk);
        int read;
        while ((read = await stream.ReadAsync(body.GetMemory(Chunk), cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Advance(read);
            if (body.WrittenCount > cap)
            {
                return null;
            }
        }

        return body.WrittenSpan.ToArray();
    }
}
