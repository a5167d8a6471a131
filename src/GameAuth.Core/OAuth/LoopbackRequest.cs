using System.Net.Sockets;
using System.Text;

namespace GameAuth.Providers;

/// <summary>The head of a browser's request (RFC 9112): its request line and its Host are judged, whatever other headers a browser, its cookies or a program in between put beside them.</summary>
internal sealed record LoopbackRequest
{
    private const int MaxHead = 64 * 1024;

    public LoopbackPage? Fault { get; private init; }

    public string Host { get; private init; } = "";

    public string Path { get; private init; } = "";

    public string Query { get; private init; } = "";

    /// <summary>Null where the browser has hung up without a word: it opens connections that it may come to need.</summary>
    public static async Task<LoopbackRequest?> ReadAsync(Socket browser, CancellationToken cancellationToken)
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
                return length == 0 ? null : Bad;
            }
        }

        return new LoopbackRequest { Fault = LoopbackPage.TooLarge };
    }

    internal static LoopbackRequest Parse(ReadOnlySpan<byte> head)
    {
        // One byte is one character, so that what is no ASCII stays recognisable.
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string[] start = lines[0].Split(' ');
        if (!IsPlain(lines[0]) || start.Length != 3 || start[2] is not ("HTTP/1.1" or "HTTP/1.0") || !start[1].StartsWith('/') || start[1].Contains('#', StringComparison.Ordinal))
        {
            return Bad;
        }

        if (start[0] is not "GET")
        {
            return new LoopbackRequest { Fault = LoopbackPage.NotAllowed };
        }

        string[] hosts = [.. lines.Skip(1).Where(static line => line.StartsWith("host:", StringComparison.OrdinalIgnoreCase)).Select(static line => line["host:".Length..].Trim(' '))];
        int query = start[1].IndexOf('?', StringComparison.Ordinal);
        return hosts is not [{ } host] || !IsPlain(host) ? Bad : new LoopbackRequest
        {
            Host = host,
            Path = query < 0 ? start[1] : start[1][..query],
            Query = query < 0 ? "" : start[1][query..],
        };
    }

    private static LoopbackRequest Bad => new() { Fault = LoopbackPage.BadRequest };

    private static bool IsPlain(string text) => text.All(static c => c is >= ' ' and <= '~');
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
    private const string Paste = "If this is the end of your sign-in, copy the whole address from above into the application, where it asks for it.";
    private readonly byte[] _answer;

    private LoopbackPage(string status, string title, string text, string more = "", string? refusal = null)
    {
        Refusal = refusal;
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

    public static LoopbackPage BadRequest { get; } = new(
        "400 Bad Request", "Bad request", $"Only the answer of a sign-in is taken here, for the address that it was sent to. {Paste}",
        refusal: "its request line or its Host is not that of the redirect");

    public static LoopbackPage NotFound { get; } = new("404 Not Found", "Not found", "Only the answer of a sign-in is taken here.");

    public static LoopbackPage NotAllowed { get; } = new(
        "405 Method Not Allowed", "Not allowed", $"Only the answer of a sign-in is taken here, by GET. {Paste}", "Allow: GET\r\n", refusal: "its method is not GET");

    public static LoopbackPage TooLarge { get; } = new(
        "431 Request Header Fields Too Large", "Too large",
        $"Your browser sends more than 64 KiB of cookies and other headers with this address. {Paste} Or delete the cookies that your browser has for this address, and sign in again.",
        refusal: "its head has more than 64 KiB, mostly of cookies: delete those that the browser has for the redirect's host");

    public static LoopbackPage Stranger { get; } = new(
        "403 Forbidden", "Another user", $"This browser runs for another user of this machine than the application. {Paste}",
        refusal: "it comes from a process of another user of this machine");

    /// <summary>Why a request was refused, for the log; null where that needs no word.</summary>
    public string? Refusal { get; }

    public async Task SendAsync(Socket browser, CancellationToken cancellationToken)
    {
        for (int sent = 0; sent < _answer.Length;)
        {
            sent += await browser.SendAsync(_answer.AsMemory(sent), cancellationToken).ConfigureAwait(false);
        }

        browser.Shutdown(SocketShutdown.Send);
    }
}
