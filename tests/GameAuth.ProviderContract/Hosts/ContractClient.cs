namespace GameAuth.ProviderContract;

/// <summary>A typed client of the application's own.</summary>
public sealed class ContractClient(HttpClient http)
{
    public HttpClient Http => http;

    public Task<HttpResponseMessage> GetAsync(Uri target) => http.GetAsync(target);
}
