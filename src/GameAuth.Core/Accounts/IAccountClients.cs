using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Providers;

/// <summary>Makes HttpClients that are bound to an account.</summary>
internal interface IAccountClients
{
    HttpClient Create(Account account, string name);

    TClient Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(Account account, string? name)
        where TClient : class;
}
