using System.Net.Sockets;
using System.Text;

namespace GameAuth.Providers;

/// <summary>The head of a browser's request, read by a parser that takes what browsers send and nothing else (RFC 9112).</summary>
internal sealed record LoopbackRequest
{
    private const int MaxHead = 16 * 1024;

    public LoopbackPage? Fault { get; private init; }

    public string Host { get; private init; } = "";

    public string Path { get; private init; } = "";

    public string Query { get; private init; } = "";

    public static async Task<LoopbackRequest> ReadAsync(Socket browser, CancellationToken cancellationToken)
    {
        byte[] head = new byte[MaxHead];
        int length = 0;
        while (length < head.Length)
        {
            int read = await browser.ReceiveAsync(head.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            int end = head.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Parse(head.AsSpan(0, end));
            }

            if (read == 0)
            {
                return Bad;
            }
        }

        return new LoopbackRequest { Fault = LoopbackPage.TooLarge };
    }

    internal static LoopbackRequest Parse(ReadOnlySpan<byte> head)
    {
        if (!IsLines(head))
        {
            return Bad;
        }

        string[] lines = Encoding.ASCII.GetString(head).Split("\r\n");
        string[] start = lines[0].Split(' ');
        if (start.Length != 3 || start[2] is not ("HTTP/1.1" or "HTTP/1.0") || !start[1].StartsWith('/') || start[1].Contains('#', StringComparison.Ordinal))
        {
            return Bad;
        }

        if (start[0] is not "GET")
        {
            return new LoopbackRequest { Fault = LoopbackPage.NotAllowed };
        }

        string? host = null;
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon > 0 ? line[..colon].ToLowerInvariant() : "";
            if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal) || name is "content-length" or "transfer-encoding" || (name is "host" && host is not null))
            {
                return Bad;
            }

            host = name is "host" ? line[(colon + 1)..].Trim(' ') : host;
        }

        int query = start[1].IndexOf('?', StringComparison.Ordinal);
        return host is null ? Bad : new LoopbackRequest
        {
            Host = host,
            Path = query < 0 ? start[1] : start[1][..query],
            Query = query < 0 ? "" : start[1][query..],
        };
    }

    private static LoopbackRequest Bad => new() { Fault = LoopbackPage.BadRequest };

    // Line breaks come in pairs, tabs and other controls not at all.
    private static bool IsLines(ReadOnlySpan<byte> head)
    {
        for (int i = 0; i < head.Length; i++)
        {
            if (head[i] == '\r' && i + 1 < head.Length && head[i + 1] == '\n')
            {
                i++;
            }
            else if (head[i] is < (byte)' ' or > (byte)'~')
            {
                return false;
            }
        }

        return true;
    }
}
