// A Kubernetes API server that serves custom resources and nothing else: the real apiextensions-apiserver with its structural schemas,
// pruning and CEL rules, without authentication and without the core API. On loopback only.
package main

import (
	"context"
	"net"
	"os"

	"github.com/spf13/cobra"
	noop "go.opentelemetry.io/otel/trace/noop"
	crd "k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	crdopenapi "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apiserver/pkg/apis/apiserver"
	"k8s.io/apiserver/pkg/authentication/request/anonymous"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/endpoints/openapi"
	genericserver "k8s.io/apiserver/pkg/server"
	utilopenapi "k8s.io/apiserver/pkg/util/openapi"
	"k8s.io/apiserver/pkg/util/webhook"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/component-base/cli"
)

func main() {
	ctx := genericserver.SetupSignalContext()
	opts := options.NewCustomResourceDefinitionsServerOptions(os.Stdout, os.Stderr)
	rec := opts.RecommendedOptions
	rec.Authentication, rec.Authorization, rec.CoreAPI, rec.Admission = nil, nil, nil, nil
	rec.Features.EnablePriorityAndFairness = false

	command := &cobra.Command{SilenceUsage: true, RunE: func(*cobra.Command, []string) error { return serve(ctx, opts) }}
	opts.ServerRunOptions.AddUniversalFlags(command.Flags())
	rec.Etcd.AddFlags(command.Flags())
	rec.SecureServing.AddFlags(command.Flags())
	os.Exit(cli.Run(command))
}

func serve(ctx context.Context, opts *options.CustomResourceDefinitionsServerOptions) error {
	if err := opts.Complete(); err != nil {
		return err
	}
	rec := opts.RecommendedOptions
	rec.SecureServing.BindAddress = net.IPv4(127, 0, 0, 1)
	if err := rec.SecureServing.MaybeDefaultWithSelfSignedCerts("localhost", nil, []net.IP{net.IPv4(127, 0, 0, 1)}); err != nil {
		return err
	}
	generic := genericserver.NewRecommendedConfig(crd.Codecs)
	if err := opts.ServerRunOptions.ApplyTo(&generic.Config); err != nil {
		return err
	}
	if err := rec.ApplyTo(generic); err != nil {
		return err
	}
	if err := opts.APIEnablement.ApplyTo(&generic.Config, crd.DefaultAPIResourceConfigSource(), crd.Scheme); err != nil {
		return err
	}
	definitions := utilopenapi.GetOpenAPIDefinitionsWithoutDisabledFeatures(crdopenapi.GetOpenAPIDefinitions)
	namer := openapi.NewDefinitionNamer(crd.Scheme, scheme.Scheme)
	generic.OpenAPIConfig = genericserver.DefaultOpenAPIConfig(definitions, namer)
	generic.OpenAPIV3Config = genericserver.DefaultOpenAPIV3Config(definitions, namer)
	generic.Authentication.Authenticator = anonymous.NewAuthenticator([]apiserver.AnonymousAuthCondition{})
	generic.Authorization.Authorizer = authorizerfactory.NewAlwaysAllowAuthorizer()

	config := &crd.Config{GenericConfig: generic, ExtraConfig: crd.ExtraConfig{
		CRDRESTOptionsGetter: options.NewCRDRESTOptionsGetter(*rec.Etcd, generic.ResourceTransformers, generic.StorageObjectCountTracker),
		ServiceResolver:      webhook.NewDefaultServiceResolver(),
		AuthResolverWrapper:  webhook.NewDefaultAuthenticationInfoResolverWrapper(nil, nil, generic.LoopbackClientConfig, noop.NewTracerProvider()),
	}}
	complete := config.Complete()
	complete.GenericConfig.EnableDiscovery = true
	server, err := complete.New(genericserver.NewEmptyDelegate())
	if err != nil {
		return err
	}
	return server.GenericAPIServer.PrepareRun().RunWithContext(ctx)
}
