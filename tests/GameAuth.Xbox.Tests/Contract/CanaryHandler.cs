using System.Net.Http.Headers;
using System.Text;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>Stands before the emulated sign-in hosts: notes every secret, and makes tokens odd on the way in and plain on the way out.</summary>
internal sealed class CanaryHandler(XboxCanaries canaries) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.NonValidated.TryGetValues(XboxRequestSigner.HeaderName, out HeaderStringValues signature))
        {
            canaries.Note(signature.ToString());
        }

        bool isRefresh = XboxHarness.IsRefresh(request);
        if (isRefresh)
        {
            string form = await request.Content!.ReadAsStringAsync(cancellationToken);
            request.Content = new StringContent(canaries.Plain(form, Uri.EscapeDataString), Encoding.ASCII, "application/x-www-form-urlencoded");
        }

        if (request.Content is not null)
        {
            canaries.ReadRequest(await request.Content.ReadAsStringAsync(cancellationToken));
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues("X-SessionId", out IEnumerable<string>? sessions))
        {
            canaries.Note(string.Concat(sessions));
        }

        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (canaries.Read(text, isRefresh) is { } odd)
        {
            response.Content = new StringContent(odd, Encoding.UTF8, "application/json");
        }

        return response;
    }
}
