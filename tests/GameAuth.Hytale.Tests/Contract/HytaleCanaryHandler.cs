using System.Text;

namespace GameAuth.Hytale.Tests.Contract;

/// <summary>Stands before the emulated hosts: notes every secret, and makes tokens odd on the way in and plain on the way out.</summary>
internal sealed class HytaleCanaryHandler(HytaleCanaries canaries) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.NonValidated.TryGetValues("Authorization", out var authorization))
        {
            string plain = canaries.Plain(authorization.ToString());
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", plain);
        }

        if (HytaleHarness.IsRefresh(request))
        {
            string form = await request.Content!.ReadAsStringAsync(cancellationToken);
            request.Content = new StringContent(canaries.Plain(form, Uri.EscapeDataString), Encoding.ASCII, "application/x-www-form-urlencoded");
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (canaries.Read(text) is { } odd)
        {
            response.Content = new StringContent(odd, Encoding.UTF8, "application/json");
        }

        return response;
    }
}
