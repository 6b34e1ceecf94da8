using Countersign.Gateway.Browsers;
using Countersign.Gateway.Devices;
using Countersign.Gateway.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Countersign.Gateway;

/// <summary>The API description (OpenAPI 3.1) of a listener, made from its endpoints and what stands beside them.</summary>
internal static class OpenApiDocuments
{
    public const string Public = "public";
    public const string Admin = "admin";
    private const string Route = "/openapi/{documentName}.json";

    public static string AddressOf(string document) => Route.Replace("{documentName}", document, StringComparison.Ordinal);

    public static void Add(IServiceCollection services, string document)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            var ours = JsonContexts.Strict[0].Options;
            var theirs = json.SerializerOptions;
            foreach (var (place, context) in JsonContexts.Strict.Index()) theirs.TypeInfoResolverChain.Insert(place, context);
            theirs.PropertyNamingPolicy = ours.PropertyNamingPolicy;
            theirs.PropertyNameCaseInsensitive = false;
            theirs.NumberHandling = ours.NumberHandling;
            theirs.DefaultIgnoreCondition = ours.DefaultIgnoreCondition;
            theirs.UnmappedMemberHandling = ours.UnmappedMemberHandling;
            theirs.RespectNullableAnnotations = true;
            theirs.RespectRequiredConstructorParameters = true;
        });
        services.AddOpenApi(document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type =>   // what is passed on verbatim may be anything
                type.Type == typeof(ReadOnlyMemory<byte>) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddDocumentTransformer((described, _, _) => Head(described, document));
            options.AddOperationTransformer((operation, context, _) => Complete(operation, context));
        });
    }

    /// <summary>Another document's name is an address where nothing is, and is told so like any other.</summary>
    public static void Map(WebApplication app, string document) => app.MapOpenApi(Route).AddEndpointFilter(async (context, next) =>
        document.Equals(context.HttpContext.Request.RouteValues["documentName"] as string, StringComparison.Ordinal)
            ? await next(context)
            : new Problem(HttpErrors.NoSuchAddress));

    private static Task Head(OpenApiDocument described, string document)
    {
        described.Info = new()
        {
            Title = document == Admin ? "Countersign: administration" : "Countersign: sign-in, My Security Info, devices",
            Version = "1",
            Description = "docs/api.md says what the requests are for, docs/errors what each error code means.",
            License = new() { Name = "Apache License 2.0", Identifier = "Apache-2.0" },
        };
        described.Servers = [];   // wherever it is found
        described.Components ??= new();
        described.Components.SecuritySchemes = document == Admin
            ? new Dictionary<string, IOpenApiSecurityScheme> { [NameOf(SecurityScheme.AdminToken)] = Token() }
            : new Dictionary<string, IOpenApiSecurityScheme>
            {
                [NameOf(SecurityScheme.SignIn)] = Key(ParameterLocation.Cookie, Cookies.SignIn,
                    "Set by start: the browser's hold on its sign-in."),
                [NameOf(SecurityScheme.Session)] = Key(ParameterLocation.Cookie, Cookies.Session,
                    "Set by redeem and by a pass: My Security Info."),
                [NameOf(SecurityScheme.DeviceProof)] = Key(
                    ParameterLocation.Header, DeviceProof.Header, "A fresh countersign-request+jwt (docs/device-protocol.md)."),
            };
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var path = context.Description.RelativePath ?? "";
        operation.OperationId = context.Description.HttpMethod?.ToLowerInvariant() + "_" + string.Join('_', Literals(path)).Replace('-',
            '_');
        operation.Parameters = [.. PathParameters(path), .. Taken(context)];
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Security = [.. metadata.OfType<NeededScheme>().Select(needed => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(NameOf(needed.Scheme), context.Document)] = [],
        })];
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Literals(string path)
    {
        var segments = path.Split('/');
        return segments.Where(segment => segment.Length > 0 && segment is not ("admin" or "v1") && segment[0] != '{')
            .Concat(segments.LastOrDefault() is ['{', ..] last ? [last.Trim('{', '}')] : []);
    }

    private static IEnumerable<IOpenApiParameter> PathParameters(string path) =>
        from segment in path.Split('/')
        where segment.StartsWith('{')
        select new OpenApiParameter
        {
            In = ParameterLocation.Path,
            Name = segment.Trim('{', '}'),
            Required = true,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static IEnumerable<IOpenApiParameter> Taken(OpenApiOperationTransformerContext context) =>
        from taken in context.Description.ActionDescriptor.EndpointMetadata.OfType<TakenParameter>()
        select new OpenApiParameter
        {
            In = taken.In,
            Name = taken.Name,
            Description = taken.Description,
            Schema = new OpenApiSchema { Type = taken.Type },
        };

    private static OpenApiSecurityScheme Key(ParameterLocation where, string name, string description) =>
        new() { Type = SecuritySchemeType.ApiKey, In = where, Name = name, Description = description };

    private static OpenApiSecurityScheme Token() =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer",
            Description = "The token from the configuration, Countersign:Admin:Token, or a named one." };

    private static string NameOf(SecurityScheme scheme) => scheme switch
    {
        SecurityScheme.SignIn => "sign_in",
        SecurityScheme.Session => "session",
        SecurityScheme.DeviceProof => "device_proof",
        _ => "admin_token",
    };
}
