# cmake --install: the program, headers, libraries and a CMake package. The engine is one component and the plugins
# another, so that who brings only plugins of their own needs neither pagmo nor xgboost.
include(CMakePackageConfigHelpers)

set(archfront_headers ${CMAKE_INSTALL_INCLUDEDIR}/archfront)
set(archfront_package ${CMAKE_INSTALL_LIBDIR}/cmake/archfront)

target_include_directories(archfront_engine INTERFACE $<INSTALL_INTERFACE:${archfront_headers}>)
target_compile_features(archfront_engine PUBLIC cxx_std_20)
set_target_properties(archfront_engine PROPERTIES EXPORT_NAME engine)
install(TARGETS archfront_engine EXPORT archfront-engine ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT archfront-engine NAMESPACE archfront:: DESTINATION ${archfront_package})

# Plugins are installed as object files: an archive would drop those that nobody names.
foreach(room spaces objectives optimizers results)
    set_target_properties(archfront_${room} PROPERTIES EXPORT_NAME ${room})
    install(TARGETS archfront_${room} EXPORT archfront-plugins OBJECTS DESTINATION ${CMAKE_INSTALL_LIBDIR}/archfront)
endforeach()
install(EXPORT archfront-plugins NAMESPACE archfront:: DESTINATION ${archfront_package})

foreach(room engine spaces objectives optimizers results)
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${archfront_headers} FILES_MATCHING PATTERN *.hpp)
endforeach()

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/archfront-config.cmake.in
    ${PROJECT_BINARY_DIR}/archfront-config.cmake INSTALL_DESTINATION ${archfront_package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/archfront-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/archfront-config.cmake ${PROJECT_BINARY_DIR}/archfront-config-version.cmake
    DESTINATION ${archfront_package})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
