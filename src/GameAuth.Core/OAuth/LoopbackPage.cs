using System.Net.Sockets;
using System.Text;

namespace GameAuth.Providers;

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
