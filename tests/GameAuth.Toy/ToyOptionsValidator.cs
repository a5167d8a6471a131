using Microsoft.Extensions.Options;

namespace GameAuth.Toy;

internal sealed class ToyOptionsValidator : IValidateOptions<ToyOptions>
{
    public ValidateOptionsResult Validate(string? name, ToyOptions options)
    {
        List<string> failures = [];
        if (options.ClientId.Length == 0)
        {
            failures.Add($"GameAuth:Toy '{name}': ClientId is missing; set it to the id that toy.test gave your application.");
        }

        if (options.AuthBase.Scheme is not "https" && !options.AuthBase.IsLoopback)
        {
            failures.Add($"GameAuth:Toy '{name}': AuthBase is not https; use an https address.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
