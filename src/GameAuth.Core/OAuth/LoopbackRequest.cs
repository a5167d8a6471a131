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

/// <summary>
/// What the browser shows: plain text on a page that loads nothing, runs nothing, is kept nowhere and tells no other site its address.
/// </summary>
/// <remarks>
/// The address bar still holds the query, since only a script could take it out and the page allows none. The code in it is spent or
/// about to be, works once, and only together with the verifier that never left this process.
/// </remarks>
internal sealed class LoopbackPage
{
    private readonly byte[] _answer;

    private LoopbackPage(string status, string title, string text, string more = "")
    {
        string html = $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>";
        _answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {html.Length}\r\n"
            + "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
            + $"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n{more}Connection: close\r\n\r\n{html}");
    }

    public static LoopbackPage Done { get; } = new(
        "200 OK", "Signed in", "You can close this window and go back to the application. The code in the address above works once and for that application only.");

    public static LoopbackPage Refused { get; } = new(
        "200 OK", "Not signed in", "The sign-in was declined or failed. You can close this window and go back to the application, which says more.");

    public static LoopbackPage NotAwaited { get; } = new(
        "400 Bad Request", "Not awaited", "This address belongs to no sign-in that the application waits for. Start again from the application.");

    public static LoopbackPage BadRequest { get; } = new("400 Bad Request", "Bad request", "Only the answer of a sign-in is taken here.");

    public static LoopbackPage NotFound { get; } = new("404 Not Found", "Not found", "Only the answer of a sign-in is taken here.");

    public static LoopbackPage NotAllowed { get; } = new("405 Method Not Allowed", "Not allowed", "Only the answer of a sign-in is taken here.", "Allow: GET\r\n");

    public static LoopbackPage TooLarge { get; } = new("431 Request Header Fields Too Large", "Too large", "Only the answer of a sign-in is taken here.");

    public async Task SendAsync(Socket browser, CancellationToken cancellationToken)
    {
        for (int sent = 0; sent < _answer.Length;)
        {
            sent += await browser.SendAsync(_answer.AsMemory(sent), cancellationToken).ConfigureAwait(false);
        }

        browser.Shutdown(SocketShutdown.Send);
    }
}
